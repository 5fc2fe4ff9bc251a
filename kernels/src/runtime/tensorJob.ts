import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { encodePieces } from './encode.ts';
import { checkLimits } from './limits.ts';
import type { KernelPlan } from './plan.ts';
import { DeviceRunner } from './runner.ts';
import { submitPending } from './tfjsDevice.ts';
import type { TfjsWebGpuBackend } from './tfjsDevice.ts';

/** A stretch of a state buffer that begins as one tensor and ends as another. */
export interface StatePart {
  readonly words: number;
  /** Name of the input tensor it begins as; numbers where there is none; null for zeros. */
  readonly initial: string | Float32Array | null;
  /** Name of the result it ends as. */
  readonly result: string;
}

/** A plan whose buffers are tfjs tensors. Inputs and outputs of the plan go by the tensors' names. */
export interface TensorJob {
  readonly plan: KernelPlan;
  /** What each state buffer of the plan is made of, in order. */
  readonly states: Readonly<Record<string, readonly StatePart[]>>;
  /** Numbers of plan inputs that are no tensor of the caller. */
  readonly constants?: Readonly<Record<string, Float32Array>>;
  /** Shapes of all results, by name. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
}

export interface TensorJobResult {
  readonly results: Record<string, TensorInfo>;
  readonly dispatches: number;
  readonly submissions: number;
}

const USAGE = () => GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;

/**
 * Submits a plan on tfjs's device without copying its inputs, and returns its results as tensors at once: the
 * device computes later. Limits are checked here; what the device finds wrong later is told by
 * {@link DeviceRunner.settled} and by the next job. There is no read-back, so the guards on results do not apply.
 *
 * @throws DeviceError('limit'), ('lost'), or the fault of an earlier job
 */
export function runOnTensors(
  backend: WebGPUBackend,
  job: TensorJob,
  inputs: Record<string, TensorInfo>,
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
  const buffers = new Map<string, GPUBuffer>();
  for (const { name, role, words } of job.plan.buffers) {
    if (role === 'input' && inputs[name]) buffers.set(name, bufferOf(inputs[name]));
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
    const uniforms: GPUBuffer[] = [];
    const pieces = runner.calibration.dispatches(job.plan.passes);
    encodePieces({
      device,
      encoder,
      pieces,
      pipelineOf: (pass) => runner.pipelines.now(pass),
      bufferOf: (name) => buffers.get(name)!,
      createBuffer(descriptor) {
        uniforms.push(device.createBuffer(descriptor));
        return uniforms[uniforms.length - 1]!;
      },
    });
    eachPart(job, (state, offset, { words, result }) => {
      encoder.copyBufferToBuffer(buffers.get(state)!, offset, bufferOf(results[result]!), 0, words * 4);
    });
    device.queue.submit([encoder.finish()]);
    runner.learnFrom(pieces);
    uniforms.forEach((uniform) => uniform.destroy());
    temporary.forEach((buffer) => bufferManager.releaseBuffer(buffer));
    return { results, dispatches: pieces.length, submissions: 1 };
  });
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

function eachPart(job: TensorJob, visit: (state: string, offset: number, part: StatePart) => void): void {
  for (const [state, parts] of Object.entries(job.states)) {
    let offset = 0;
    for (const part of parts) {
      visit(state, offset, part);
      offset += part.words * 4;
    }
  }
}
