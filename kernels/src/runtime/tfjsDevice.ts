import { DeviceError } from '../errors.ts';
import { adapterOf, rememberAdapter } from './adapter.ts';
import { acquireDevice } from './device.ts';
import { DeviceRunner } from './runner.ts';
import type * as Tfjs from './tfjsCore.ts';
import type { AdapterSummary } from './types.ts';

/** The members of tfjs's WebGPU backend that sharing its device needs. */
export interface TfjsWebGpuBackend {
  readonly device: GPUDevice;
  readonly commandEncoder: GPUCommandEncoder | null;
  getBufferData(buffer: GPUBuffer): Promise<ArrayBuffer>;
  getQueryTime(): Promise<number>;
  endComputePassEncoder(): void;
  submitQueue(): void;
}

export interface SharedDevice {
  readonly device: GPUDevice;
  readonly adapter: AdapterSummary;
  readonly note: string | null;
  /** Submits what tfjs has recorded so far, so that its results are there for what we submit next. */
  readonly flush: () => void;
}

/**
 * tfjs's own device, so that tensors and kernels share memory. A living WebGPU backend of tfjs is used as it
 * is; otherwise one is made on a device acquired here, because tfjs itself neither limits the wait for an
 * adapter nor survives a refusal. Which backend the application computes on stays as it is: see {@link activateWebGpu}.
 * Throws DeviceError('unavailable') when there is no device to be had.
 */
export function shareTfjsDevice(timeLimit: number): Promise<SharedDevice> {
  opening ??= open(timeLimit).finally(() => (opening = null));
  return opening;
}

/** One at a time: two that find no living backend must not make two. */
let opening: Promise<SharedDevice> | null = null;

async function open(timeLimit: number): Promise<SharedDevice> {
  const tf = await import('./tfjsCore.ts');
  const living = tf.engine().registry['webgpu'] as unknown as TfjsWebGpuBackend | undefined;
  if (living && !(await isLost(living.device))) return share(living, null);
  const { device, info, note } = await acquireDevice(globalThis.navigator?.gpu, timeLimit);
  // Only now: the module registers a backend, which must not stay where there is no device for it.
  const WebGPUBackend = await loadBackend(tf);
  const wasActive = tf.getBackend() === 'webgpu';
  // tfjs copies what it needs of the adapter's description, so any object with these fields will do.
  const backend = new WebGPUBackend(device, info as never);
  register(tf, () => backend, priorityIn(tf));
  if (wasActive) await activateWebGpu(device);
  // Makes it tfjs's, which keeps what it was asked to make.
  else tf.findBackend('webgpu');
  rememberAdapter(device, info);
  return share(backend as unknown as TfjsWebGpuBackend, note);
}

/**
 * tfjs's WebGPU backend. Its module registers itself as the one that tfjs likes best; where the application did not load
 * it, it comes last instead, so that an application that has not computed yet gets what it would have got.
 */
async function loadBackend(tf: typeof Tfjs) {
  const known = tf.engine().backendNames().includes('webgpu');
  const { WebGPUBackend } = await import('./tfjsWebGpu.ts');
  const factory = tf.engine().findBackendFactory('webgpu');
  if (!known && factory) register(tf, factory, LAST);
  return WebGPUBackend;
}

type Factory = Parameters<typeof Tfjs.registerBackend>[1];

/** Below the priority of every backend of tfjs. */
const LAST = 0;

/** Registers a WebGPU backend in place of the one before. */
function register(tf: typeof Tfjs, factory: Factory, priority: number): void {
  if (tf.engine().backendNames().includes('webgpu')) tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', factory, priority);
}

function priorityIn(tf: typeof Tfjs): number {
  const { registryFactory } = tf.engine() as unknown as { registryFactory: Record<string, { priority: number }> };
  return registryFactory['webgpu']?.priority ?? LAST;
}

/** Makes WebGPU on this device tfjs's active backend, and makes sure that it is: tfjs may name it without having it. */
export async function activateWebGpu(device: GPUDevice): Promise<void> {
  const tf = await import('./tfjsCore.ts');
  const accepted = await tf.setBackend('webgpu');
  const active =
    accepted && tf.getBackend() === 'webgpu' ? (tf.backend() as unknown as TfjsWebGpuBackend).device : null;
  if (active !== device) throw new DeviceError('unavailable', 'TensorFlow.js did not accept the GPU device');
}

function share(backend: TfjsWebGpuBackend, note: string | null): SharedDevice {
  watchReads(backend);
  const flush = () => submitPending(backend);
  return { device: backend.device, adapter: adapterOf(backend.device), note, flush };
}

const watched = new WeakSet<TfjsWebGpuBackend>();

/** Makes tfjs's own waits for the device end with the device, and has a device asked that must be: each read of a tensor is one. */
export function watchReads(backend: TfjsWebGpuBackend): void {
  if (watched.has(backend)) return;
  watched.add(backend);
  const runner = DeviceRunner.of(backend.device);
  const { getBufferData, getQueryTime } = backend;
  backend.getBufferData = (buffer) => runner.whileAlive(getBufferData.call(backend, buffer));
  backend.getQueryTime = () => runner.whileAlive(getQueryTime.call(backend));
}

/** Submits the commands that tfjs has recorded and not yet submitted. */
export function submitPending(backend: TfjsWebGpuBackend): void {
  if (!backend.commandEncoder) return;
  backend.endComputePassEncoder();
  backend.submitQueue();
}

async function isLost(device: GPUDevice): Promise<boolean> {
  const runner = DeviceRunner.of(device);
  // A loss that already happened is reported in the next turn of the event loop.
  await new Promise((resolve) => setTimeout(resolve, 0));
  return runner.isLost;
}
