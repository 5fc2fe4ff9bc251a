import * as ort from 'onnxruntime-web/webgpu';
import type { Contender } from '../contender.ts';
import { deltaNetRecurrentFlops, matmulFlops } from '../flops.ts';
import type { AttentionArrays } from '../inputs.ts';
import type { Peer } from '../peer.ts';
import { float, integer, modelOf, text } from './onnxModel.ts';

/**
 * ONNX Runtime Web on its own WebGPU device: the delta rule of its operator LinearAttention (domain com.microsoft), and
 * MatMul.
 *
 * @param wasmPaths folder or URL where the package's .wasm files lie; default: where the package itself looks
 */
export function onnxPeer({ wasmPaths }: { readonly wasmPaths?: string } = {}): Peer {
  if (wasmPaths) ort.env.wasm.wasmPaths = wasmPaths;
  // Threads need a page that is isolated from other origins, and do nothing for a device.
  ort.env.wasm.numThreads = 1;
  return { label: `onnxruntime-web ${ort.env.versions.web}`, deltaRule, matmul };
}

async function deltaRule({ B, H, T, D, q, k, v }: AttentionArrays): Promise<Contender> {
  const shape = [B, T, H * D];
  const inputs = { query: shape, key: shape, value: shape, beta: [B, T, H] };
  const model = modelOf({
    operator: 'LinearAttention',
    domain: 'com.microsoft',
    inputNames: ['query', 'key', 'value', '', '', 'beta'],
    inputs,
    outputs: { output: shape, present_state: [B, H, D, D] },
    attributes: [
      text('update_rule', 'delta'),
      integer('q_num_heads', H),
      integer('kv_num_heads', H),
      float('scale', 1),
    ],
  });
  const arrays = {
    query: heads(q, [B, H, T, D]),
    key: heads(k, [B, H, T, D]),
    value: heads(v, [B, H, T, D]),
    beta: new Float32Array(B * T * H).fill(1),
  };
  return onnxContender({
    label: 'LinearAttention of onnxruntime-web',
    flops: deltaNetRecurrentFlops({ B, H, T, D }),
    model,
    arrays,
    shapes: inputs,
    // [B,T,H,D] back to [B,H,T,D]
    read: (data) => heads(data, [B, T, H, D]),
  });
}

async function matmul({ n, x, y }: { n: number; x: Float32Array; y: Float32Array }): Promise<Contender> {
  const shapes = { x: [n, n], y: [n, n] };
  const model = modelOf({
    operator: 'MatMul',
    domain: '',
    inputNames: ['x', 'y'],
    inputs: shapes,
    outputs: { output: [n, n] },
    attributes: [],
  });
  const label = 'MatMul of onnxruntime-web';
  return onnxContender({ label, flops: matmulFlops(n), model, arrays: { x, y }, shapes, read: (data) => data });
}

async function onnxContender(args: {
  readonly label: string;
  readonly flops: number;
  readonly model: Uint8Array;
  readonly arrays: Readonly<Record<string, Float32Array>>;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly read: (data: Float32Array) => Float32Array;
}): Promise<Contender> {
  const { label, flops, model, arrays, shapes, read } = args;
  const session = await ort.InferenceSession.create(model, {
    executionProviders: ['webgpu'],
    preferredOutputLocation: 'gpu-buffer',
  });
  const device = (await ort.env.webgpu.device) as GPUDevice;
  const buffers = Object.entries(arrays).map(([name, data]) => [name, bufferWith(device, data)] as const);
  const feeds = Object.fromEntries(
    buffers.map(([name, buffer]) => {
      return [name, ort.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims: shapes[name]! })];
    }),
  );
  const release = (results: ort.InferenceSession.ReturnType) =>
    Object.values(results).forEach((tensor) => tensor.dispose());
  return {
    label,
    form: null,
    flops,
    async start() {
      release(await session.run(feeds));
    },
    settled: () => device.queue.onSubmittedWorkDone().then(() => undefined),
    async output() {
      const results = await session.run(feeds);
      const data = (await results['output']!.getData()) as Float32Array;
      release(results);
      return read(data);
    },
    dispose() {
      for (const [, buffer] of buffers) buffer.destroy();
      void session.release();
    },
  };
}

function bufferWith(device: GPUDevice, data: Float32Array): GPUBuffer {
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const buffer = device.createBuffer({ size: data.byteLength, usage, mappedAtCreation: true });
  new Float32Array(buffer.getMappedRange()).set(data);
  buffer.unmap();
  return buffer;
}

/** Swaps the second and the third axis: from [B,H,T,D] to [B,T,H,D], and back when the sizes are given so. */
function heads(data: Float32Array, [B, H, T, D]: readonly [number, number, number, number]): Float32Array {
  const swapped = new Float32Array(data.length);
  for (let b = 0; b < B; b++)
    for (let h = 0; h < H; h++)
      for (let t = 0; t < T; t++) {
        const from = ((b * H + h) * T + t) * D;
        swapped.set(data.subarray(from, from + D), ((b * T + t) * H + h) * D);
      }
  return swapped;
}
