import { ArgumentError, DeviceError, messageOf } from '../errors.ts';
import { adapterOf, hostAdapter } from './adapter.ts';
import { runJob } from './execute.ts';
import type { ExecuteOptions, Execution } from './execute.ts';
import { KeptBuffer } from './keptBuffer.ts';
import type { DeviceMemory } from './memory.ts';
import type { KernelPlan } from './plan.ts';
import type { KeptBuffers } from './keptBuffer.ts';
import { RepeatedJob } from './repeatedJob.ts';
import { DeviceRunner } from './runner.ts';
import { activateWebGpu, shareTfjsDevice } from './tfjsDevice.ts';
import type { AdapterSummary } from './types.ts';

export type { ExecuteOptions, Execution } from './execute.ts';

export interface SessionOptions {
  /** "auto" (default): WebGPU, and the CPU with a note where there is none. The others: exactly that, or an error. */
  readonly backend?: 'auto' | 'webgpu' | 'cpu' | 'reference';
  /** Compute on this device instead of the one shared with TensorFlow.js. The caller keeps and destroys it. */
  readonly device?: GPUDevice;
  /** Milliseconds to wait for an adapter, and again for a device. Default 5000. */
  readonly timeLimit?: number;
  /** Compare sampled rows of every GPU result with the float64 reference. Default true. */
  readonly selfCheck?: boolean;
  /**
   * Also make WebGPU the active backend of TensorFlow.js, on the session's device: what operators on tf.Tensors, layers
   * and training compute on. Default false: the application's backend stays.
   */
  readonly forTensors?: boolean;
}

interface SessionBase {
  readonly adapter: AdapterSummary;
  /** Why this is not what "auto" would like best, or null. */
  readonly note: string | null;
  /** Ends the session; later calls on it fail. The device stays with its owner. */
  dispose(): void;
}

export interface HostSession extends SessionBase {
  readonly backend: 'cpu' | 'reference';
  /** Why "auto" found no WebGPU, without what runs instead: "this environment has no WebGPU". Else null. */
  readonly reason: string | null;
}

export interface WebGpuSession extends SessionBase {
  readonly backend: 'webgpu';
  readonly device: GPUDevice;
  readonly limits: GPUSupportedLimits;
  readonly features: ReadonlySet<string>;
  readonly selfCheck: boolean;
  /** Resolves with the reason when the device is gone. */
  readonly lost: Promise<string>;
  /** True once the device is gone: open a new session. */
  readonly isLost: boolean;
  /**
   * Runs a plan; one job at a time, in the order of the calls, with the inputs as they are at the call. Rejects with a DeviceError on every fault,
   * with the signal's reason when cancelled, and frees the job's buffers on every path.
   */
  execute(
    plan: KernelPlan,
    inputs: Readonly<Record<string, Float32Array>>,
    options?: ExecuteOptions,
  ): Promise<Execution>;
  /**
   * Makes a small plan ready to run many times with other inputs and with its state in kept buffers: each run is one
   * submission, guarded as {@link execute} is, without making buffers again. The caller disposes it.
   */
  repeat(plan: KernelPlan, kept: KeptBuffers): Repeated;
  /**
   * Waits for all work submitted so far. Calls with tf.Tensors return before the device has computed, so this is
   * where a fault of theirs is told: rejects with its DeviceError. The next such call throws it otherwise.
   */
  settled(): Promise<void>;
  /** Puts numbers on the device, to be used by several jobs. The caller disposes them. */
  keep(label: string, data: Float32Array): KeptBuffer;
  /** Reads what {@link keep} put there and jobs have changed since, guarded like any result. */
  read(kept: KeptBuffer): Promise<Float32Array>;
  /** Buffers of jobs that exist now, and kept ones; zero when idle with nothing kept. */
  memory(): DeviceMemory;
}

/** See {@link WebGpuSession.repeat}. */
export interface Repeated {
  /** Runs a plan with the same buffers; its shader and uniforms may differ, in few ways. */
  run(plan: KernelPlan, inputs: Readonly<Record<string, Float32Array>>): Promise<Execution>;
  dispose(): void;
}

export type Session = HostSession | WebGpuSession;

/** Opens a place to compute. See {@link SessionOptions}. */
export async function openSession(options: SessionOptions = {}): Promise<Session> {
  const { backend = 'auto' } = options;
  if (backend === 'cpu' || backend === 'reference') return hostSession(backend);
  try {
    return await openWebGpu(options);
  } catch (error) {
    if (error instanceof ArgumentError) throw error;
    const reason = messageOf(error);
    if (backend === 'auto') return hostSession('cpu', { reason });
    throw error instanceof DeviceError ? error : new DeviceError('unavailable', `WebGPU could not start: ${reason}`);
  }
}

let shared: Promise<Session> | null = null;

/**
 * The session that operators use when none is given: opened on first use, and once more after its device was lost.
 * A device that is lost again is not asked a third time; the rest is computed on the CPU.
 */
export async function sharedSession(): Promise<Session> {
  const current = (shared ??= openSession());
  const session = await current;
  if (session.backend !== 'webgpu' || !session.isLost) return session;
  // Of several callers that find it lost, the first replaces it.
  if (shared === current) shared = ++losses === 1 ? openSession() : Promise.resolve(hostSession('cpu', LOST_AGAIN));
  return sharedSession();
}

let losses = 0;
const LOST_AGAIN = { reason: 'the GPU was lost twice', next: ' Reload to try it again.' };

function hostSession(backend: 'cpu' | 'reference', refused?: { reason: string; next?: string }): HostSession {
  const note = refused ? `It runs on the CPU: ${refused.reason}.${refused.next ?? ''}` : null;
  return { backend, adapter: hostAdapter(backend), note, reason: refused?.reason ?? null, dispose: () => undefined };
}

async function openWebGpu({
  device,
  timeLimit = 5000,
  selfCheck = true,
  forTensors = false,
}: SessionOptions): Promise<WebGpuSession> {
  if (device && forTensors) {
    throw new ArgumentError('forTensors', 'was true beside a device; tensors are on the one that tfjs has');
  }
  const shared = device
    ? { device, adapter: adapterOf(device), note: null, flush: () => undefined }
    : await shareTfjsDevice(timeLimit);
  if (forTensors) await activateWebGpu(shared.device);
  await DeviceRunner.of(shared.device).answers.probe();
  return webGpuSession({ ...shared, selfCheck });
}

/** A job may wait for its turn, and the caller's arrays may change meanwhile. */
function copied(inputs: Readonly<Record<string, Float32Array>>): Record<string, Float32Array> {
  return Object.fromEntries(Object.entries(inputs).map(([name, data]) => [name, data.slice()]));
}

interface WebGpuParts {
  readonly device: GPUDevice;
  readonly adapter: AdapterSummary;
  readonly note: string | null;
  readonly selfCheck: boolean;
  readonly flush: () => void;
}

function webGpuSession({ device, adapter, note, selfCheck, flush }: WebGpuParts): WebGpuSession {
  const runner = DeviceRunner.of(device);
  let disposed = false;
  const execute: WebGpuSession['execute'] = async (plan, inputs, options = {}) => {
    if (disposed) throw new DeviceError('unavailable', 'this session was disposed; open a new one');
    const own = options.unchanging ? inputs : copied(inputs);
    return runner.enqueue(() => runJob(runner, plan, own, options, flush));
  };
  return {
    backend: 'webgpu',
    adapter,
    note,
    device,
    limits: device.limits,
    features: device.features as ReadonlySet<string>,
    selfCheck,
    lost: runner.lost,
    get isLost() {
      return runner.isLost;
    },
    execute,
    repeat(plan, kept) {
      if (disposed) throw new DeviceError('unavailable', 'this session was disposed; open a new one');
      const job = new RepeatedJob(runner, plan, kept);
      return {
        run(next, inputs) {
          const own = copied(inputs);
          return runner.enqueue(() => job.run(next, own, flush));
        },
        dispose: () => job.dispose(),
      };
    },
    settled: () => runner.settled(),
    keep(label, data) {
      if (disposed) throw new DeviceError('unavailable', 'this session was disposed; open a new one');
      if (runner.isLost) throw runner.lossError();
      return new KeptBuffer(runner.ledger, label, data);
    },
    async read(kept) {
      const { label: name, words } = kept;
      const plan: KernelPlan = {
        name: `read ${name}`,
        buffers: [{ name, role: 'state', words }],
        passes: [],
        workgroupBytes: 0,
        workgroupSize: 1,
      };
      const { outputs } = await execute(plan, {}, { kept: { [name]: kept } });
      return outputs[name];
    },
    memory: () => runner.ledger.memory(),
    dispose() {
      disposed = true;
    },
  };
}
