import type { WebGpuSession } from '../src/index.ts';
import { DeviceRunner } from '../src/runtime/runner.ts';

/** One dispatch of a shader that does nothing, or next to nothing, on buffers that exist. */
export interface EmptyDispatch {
  /** Writes the words to the device, dispatches, and reads as many words back as were asked for. */
  run(): Promise<Float32Array>;
  dispose(): void;
}

/** Invocations of a workgroup that goes through the state, and elements that each of them takes. */
const THREADS = 64;
const PER_THREAD = 4;

/**
 * The least that a token costs: its numbers go to the device, one dispatch, its output comes back. With buffers made
 * beforehand, and without any check. With a `state` of so many numbers, the least that a token with a state costs: the dispatch reads
 * every number of it once, multiplies it with 1, and writes it back.
 */
export function emptyDispatch(
  session: WebGpuSession,
  words: { readonly in: number; readonly out: number; readonly state?: number },
): EmptyDispatch {
  const { device } = session;
  const { STORAGE, COPY_DST, COPY_SRC, MAP_READ } = GPUBufferUsage;
  const buffer = (count: number, usage: number): GPUBuffer => device.createBuffer({ size: 4 * count, usage });
  const input = buffer(words.in, STORAGE | COPY_DST);
  const output = buffer(words.out, STORAGE | COPY_SRC);
  const staging = buffer(words.out, MAP_READ | COPY_DST);
  const state = words.state ? buffer(words.state, STORAGE) : null;
  const elements = (words.state ?? 0) / 4;
  const groups = Math.max(1, Math.ceil(elements / (THREADS * PER_THREAD)));
  const nothing = `
@compute @workgroup_size(1)
fn main() { if (input[0] == 1e30) { output[0] = 1.0; } }`;
  const touching = `
@group(0) @binding(2) var<storage, read_write> state: array<vec4<f32>>;
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let one = input[0];
  for (var i = 0u; i < ${PER_THREAD}u; i++) {
    let at = (group.x * ${PER_THREAD}u + i) * ${THREADS}u + id;
    if (at < ${elements}u) { state[at] *= one; }
  }
  if (one == 1e30) { output[0] = 1.0; }
}`;
  const code = `
@group(0) @binding(0) var<storage, read> input: array<f32>;
@group(0) @binding(1) var<storage, read_write> output: array<f32>;${state ? touching : nothing}`;
  const module = device.createShaderModule({ code });
  const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'main' } });
  const buffers = [input, output, ...(state ? [state] : [])];
  const entries = buffers.map((each, binding) => ({ binding, resource: { buffer: each } }));
  const group = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
  const numbers = new Float32Array(words.in).fill(1);
  return {
    async run() {
      device.queue.writeBuffer(input, 0, numbers);
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(groups);
      pass.end();
      encoder.copyBufferToBuffer(output, 0, staging, 0, 4 * words.out);
      device.queue.submit([encoder.finish()]);
      await DeviceRunner.of(device).whileAlive(staging.mapAsync(GPUMapMode.READ));
      const read = new Float32Array(staging.getMappedRange().slice(0));
      staging.unmap();
      return read;
    },
    dispose: () => [...buffers, staging].forEach((each) => each.destroy()),
  };
}
