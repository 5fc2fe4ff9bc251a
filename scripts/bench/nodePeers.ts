import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Version of the installed jax-js. */
export function jaxVersion(): string {
  const entry = require.resolve('@jax-js/jax');
  const root = entry.slice(0, entry.lastIndexOf('/dist/'));
  return (require(`${root}/package.json`) as { version: string }).version;
}

/**
 * Lets onnxruntime-web run in Node. It hands its WebAssembly memory, which is shared, to writeBuffer. A browser takes it; the
 * package "webgpu" wants memory of its own, so such data is copied on the way: a few numbers per dispatch.
 */
export function acceptSharedMemory(): void {
  const { prototype } = GPUQueue;
  const writeBuffer = prototype.writeBuffer;
  prototype.writeBuffer = function (this: GPUQueue, buffer, offset, data, ...part) {
    const shared = ArrayBuffer.isView(data) && data.buffer instanceof SharedArrayBuffer;
    const own = shared ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice() : data;
    return writeBuffer.call(this, buffer, offset, own as BufferSource & { buffer: ArrayBuffer }, ...part);
  };
}
