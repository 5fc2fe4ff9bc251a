import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { encodePieces } from './encode.ts';
import { checkLimits } from './limits.ts';
import { DeviceRunner } from './runner.ts';
import { preparedJob } from './preparedJob.ts';
import type { Piece } from './slices.ts';
import { TensorGuards } from './tensorGuards.ts';
import type { GuardOptions, StateCopy, TensorJob } from './tensorJobTypes.ts';
import { submitPending } from './tfjsDevice.ts';
import type { TfjsWebGpuBackend } from './tfjsDevice.ts';

export interface TensorJobResult {
  readonly results: Record<string, TensorInfo>;
  readonly dispatches: number;
  readonly submissions: number;
}

const USAGE = () => GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;

/**
 * Submits a plan on tfjs's device without copying its inputs, and returns its results as tensors at once: the
 * device computes later. Limits are checked here; what the device finds wrong later, numbers that are not finite among
 * it, is reported by {@link DeviceRunner.settled} and by the next job. Results are not read back, so the other guards on
 * them do not apply.
 *
 * @param guarded how to look for numbers that are not finite; null: not at all
 * @throws DeviceError('limit'), ('lost'), or the fault of an earlier job
 */
export function runOnTensors(
  backend: WebGPUBackend,
  job: TensorJob,
  inputs: Record<string, TensorInfo>,
  guarded: GuardOptions | null,
): TensorJobResult {
  const { device, bufferManager } = backend;
  const runner = DeviceRunner.of(device);
  runner.throwFault();
  checkLimits(job.plan, device.limits);
  const bufferOf = (tensor: TensorInfo): GPUBuffer => {
    upload(backend, tensor);
    return backend.tensorMap.get(tensor.dataId).resource as GPUBuffer;
  };
  const results: Record<string, TensorInfo> = {};
  for (const [name, shape] of Object.entries(job.shapes)) results[name] = backend.makeTensorInfo([...shape], 'float32');
  const temporary: GPUBuffer[] = [];
  const acquire = (words: number): GPUBuffer => {
    const buffer = bufferManager.acquireBuffer(words * 4, USAGE());
    temporary.push(buffer);
    return buffer;
  };
  const { guards, pieces, settingsOf } = preparedJob(runner, job, inputs, guarded);
  const flags = guards && acquire(guards.words);
  const buffers = new Map<string, GPUBuffer>();
  for (const { name, role, words } of job.plan.buffers) {
    if (role === 'input' && guards?.copied.includes(name)) buffers.set(name, acquire(words));
    else if (role === 'input' && inputs[name]) buffers.set(name, bufferOf(inputs[name]));
    else if (role === 'output') buffers.set(name, bufferOf(results[name]!));
    else buffers.set(name, acquire(words));
  }
  Object.values(inputs).forEach(bufferOf);
  // tfjs's own commands come first: the inputs may be among their results.
  submitPending(backend as unknown as TfjsWebGpuBackend);

  return runner.scoped(job.plan.name, () => {
    for (const [name, numbers] of Object.entries(job.constants ?? {})) write(device, buffers.get(name)!, 0, numbers);
    const encoder = device.createCommandEncoder({ label: job.plan.name });
    eachPart(job, (state, offset, { words, initial }) => {
      const buffer = buffers.get(state)!;
      if (typeof initial === 'string')
        encoder.copyBufferToBuffer(bufferOf(inputs[initial]!), 0, buffer, offset, words * 4);
      else if (initial) write(device, buffer, offset, initial);
      else encoder.clearBuffer(buffer, offset, words * 4);
    });
    const encode = (list: readonly Piece[], nameOf: (name: string) => GPUBuffer): void =>
      encodePieces({
        device,
        encoder,
        pieces: list,
        pipelineOf: (pass) => runner.pipelines.now(pass),
        bufferOf: nameOf,
        settingsOf,
      });
    let dispatches = pieces.length;
    const guard = (list: readonly Piece[], tensorOf: (name: string) => GPUBuffer): void => {
      dispatches += list.length;
      encode(list, (name) => (name === TensorGuards.flags ? flags! : tensorOf(name)));
    };
    if (guards) {
      encoder.clearBuffer(flags!, 0, guards.words * 4);
      const copies = new Map(guards.copied.map((name) => [TensorGuards.copyOf(name), buffers.get(name)!]));
      guard(guards.inputPieces, (name) => copies.get(name) ?? bufferOf(inputs[name]!));
    }
    encode(pieces, (name) => buffers.get(name)!);
    eachPart(job, (state, offset, { words, result }) => {
      encoder.copyBufferToBuffer(buffers.get(state)!, offset, bufferOf(results[result]!), 0, words * 4);
    });
    let reported: GPUBuffer | null = null;
    if (guards) {
      guard(guards.resultPieces, (name) => bufferOf(results[name]!));
      const { begin, count } = guards.reported;
      const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
      reported = device.createBuffer({ label: 'guard words', size: count * 4, usage });
      encoder.copyBufferToBuffer(flags!, begin * 4, reported, 0, count * 4);
    }
    device.queue.submit([encoder.finish()]);
    runner.learnFrom(pieces);
    if (reported) runner.watch(wordsOf(reported).then((words) => words && guards!.faultOf(words)));
    temporary.forEach((buffer) => bufferManager.releaseBuffer(buffer));
    return { results, dispatches, submissions: 1 };
  });
}

/** What a buffer holds once the device has come so far; null where the device is gone, which is reported by itself. */
async function wordsOf(buffer: GPUBuffer): Promise<Uint32Array | null> {
  try {
    await buffer.mapAsync(GPUMapMode.READ);
    return new Uint32Array(buffer.getMappedRange().slice(0));
  } catch {
    return null;
  } finally {
    buffer.destroy();
  }
}

/**
 * Makes sure that a tensor is on the device. Numbers that tfjs still has on the processor, such as the zeros that it
 * differentiates unused results with, are written there without a command of tfjs, which would be a submission of its own.
 */
function upload(backend: WebGPUBackend, { dataId }: TensorInfo): void {
  const data = backend.tensorMap.get(dataId);
  if (data.resource || !(data.values instanceof Float32Array)) {
    backend.uploadToGPU(dataId);
    return;
  }
  const buffer = backend.bufferManager.acquireBuffer(data.values.byteLength, USAGE());
  write(backend.device, buffer, 0, data.values);
  data.resource = buffer;
  // As tfjs itself lets go of them.
  data.values = null!;
}

function write({ queue }: GPUDevice, buffer: GPUBuffer, offset: number, numbers: Float32Array): void {
  queue.writeBuffer(buffer, offset, numbers as Float32Array<ArrayBuffer>);
}

function eachPart(job: TensorJob, visit: (state: string, offset: number, part: StateCopy) => void): void {
  for (const [state, parts] of Object.entries(job.states)) {
    let offset = 0;
    for (const part of parts) {
      visit(state, offset, part);
      offset += part.words * 4;
    }
  }
}
