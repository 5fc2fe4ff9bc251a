import { createRequire } from 'node:module';
import type { Peer } from '@vla/kernels/bench';

const require = createRequire(import.meta.url);

export interface LoadedPeers {
  readonly peers: readonly Peer[];
  /** Which library could not be loaded, and why. */
  readonly notes: readonly string[];
}

/** The other libraries in Node, on the WebGPU that {@link openNodeSession} put in place. */
export async function loadNodePeers(): Promise<LoadedPeers> {
  acceptSharedMemory();
  const peers: Peer[] = [];
  const notes: string[] = [];
  const load = async (name: string, open: () => Promise<Peer>): Promise<void> => {
    try {
      peers.push(await open());
    } catch (error) {
      notes.push(`${name} does not run here: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  await load('onnxruntime-web', async () => (await import('../../kernels/bench/peers/onnx.ts')).onnxPeer());
  await load('jax-js', async () => (await import('../../kernels/bench/peers/jax.ts')).jaxPeer(jaxVersion()));
  return { peers, notes };
}

export function jaxVersion(): string {
  const entry = require.resolve('@jax-js/jax');
  const root = entry.slice(0, entry.lastIndexOf('/dist/'));
  return (require(`${root}/package.json`) as { version: string }).version;
}

/**
 * onnxruntime-web hands its WebAssembly memory, which is shared, to writeBuffer. A browser takes it; the package "webgpu"
 * wants memory of its own, so such data is copied on the way: a few numbers per dispatch.
 */
function acceptSharedMemory(): void {
  const { prototype } = GPUQueue;
  const writeBuffer = prototype.writeBuffer;
  prototype.writeBuffer = function (this: GPUQueue, buffer, offset, data, ...part) {
    const shared = ArrayBuffer.isView(data) && data.buffer instanceof SharedArrayBuffer;
    const own = shared ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice() : data;
    return writeBuffer.call(this, buffer, offset, own as BufferSource & { buffer: ArrayBuffer }, ...part);
  };
}
