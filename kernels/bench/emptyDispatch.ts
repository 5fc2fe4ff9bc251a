import type { WebGpuSession } from '../src/index.ts';
import { DeviceRunner } from '../src/runtime/runner.ts';

/** One dispatch of a shader that does nothing, on buffers that exist. */
export interface EmptyDispatch {
  /** Writes the words to the device, dispatches, and reads as many words back as were asked for. */
  run(): Promise<Float32Array>;
  dispose(): void;
}

/**
 * The least that a token costs: its numbers go to the device, one dispatch, its output comes back. With buffers made
 * beforehand, and without any check.
 */
export function emptyDispatch(
  session: WebGpuSession,
  words: { readonly in: number; readonly out: number },
): EmptyDispatch {
  const { device } = session;
  const { STORAGE, COPY_DST, COPY_SRC, MAP_READ } = GPUBufferUsage;
  const buffer = (count: number, usage: number): GPUBuffer => device.createBuffer({ size: 4 * count, usage });
  const input = buffer(words.in, STORAGE | COPY_DST);
  const output = buffer(words.out, STORAGE | COPY_SRC);
  const staging = buffer(words.out, MAP_READ | COPY_DST);
  const code = `
@group(0) @binding(0) var<storage, read> input: array<f32>;
@group(0) @binding(1) var<storage, read_write> output: array<f32>;
@compute @workgroup_size(1)
fn main() { if (input[0] == 1e30) { output[0] = 1.0; } }`;
  const module = device.createShaderModule({ code });
  const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'main' } });
  const entries = [input, output].map((each, binding) => ({ binding, resource: { buffer: each } }));
  const group = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
  const numbers = new Float32Array(words.in).fill(0.5);
  return {
    async run() {
      device.queue.writeBuffer(input, 0, numbers);
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(1);
      pass.end();
      encoder.copyBufferToBuffer(output, 0, staging, 0, 4 * words.out);
      device.queue.submit([encoder.finish()]);
      await DeviceRunner.of(device).whileAlive(staging.mapAsync(GPUMapMode.READ));
      const read = new Float32Array(staging.getMappedRange().slice(0));
      staging.unmap();
      return read;
    },
    dispose: () => [input, output, staging].forEach((each) => each.destroy()),
  };
}
