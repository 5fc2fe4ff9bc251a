import type { ExecuteOptions, Execution } from './execute.ts';
import type { KeptBuffer, KeptBuffers } from './keptBuffer.ts';
import type { KeptOutputs } from './keptOutputs.ts';
import type { DeviceMemory } from './memory.ts';
import type { KernelPlan } from './plan.ts';
import type { Run, Submission, SubmitOptions } from './repeatedJob.ts';
import type { AdapterSummary, Backend, HostBackend } from './types.ts';

export interface SessionOptions<Choice extends 'auto' | Backend = 'auto' | Backend> {
  /**
   * "auto" (default): WebGPU, and the CPU with a note where there is none, in WebAssembly where that can be had. The others:
   * exactly that, or an error.
   */
  readonly backend?: Choice;
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
  /** True once {@link dispose} was called: open a new session. */
  readonly isDisposed: boolean;
  /** Ends the session; later calls on it fail. The device stays with its owner. */
  dispose(): void;
}

export interface HostSession<Host extends HostBackend = HostBackend> extends SessionBase {
  readonly backend: Host;
  /** Why "auto" found no WebGPU, without what runs instead: "this environment has no WebGPU". Else null. */
  readonly reason: string | null;
}

export interface WebGpuSession extends SessionBase {
  readonly backend: 'webgpu';
  readonly device: GPUDevice;
  readonly limits: GPUSupportedLimits;
  readonly features: ReadonlySet<string>;
  /** Lanes of a subgroup, where kernels may use subgroups: the device has the feature, and all are of one size. Else null. */
  readonly subgroupSize: number | null;
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
   * Makes a small plan ready to run many times with other inputs and with its state in kept buffers, up to `slots` times (default
   * 1) in a submission, guarded as {@link execute} is, without making buffers again. The caller disposes it.
   */
  repeat(plan: KernelPlan, kept: KeptBuffers, slots?: number): Repeated;
  /**
   * Waits for all work submitted so far. Calls with tf.Tensors return before the device has computed, so this is
   * where a fault of theirs is reported: rejects with its DeviceError. The next such call throws it otherwise.
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
  /**
   * Submits some runs at once, in the order of the calls, with the inputs as they are at the call. Resolves when they are
   * submitted, which may be while those before are under way: what came of them is in `done`.
   */
  submit(runs: readonly Run[], options?: SubmitOptions): Promise<Submission>;
  /** Room on the device for the outputs of `count` runs, for `into`. The caller disposes it. */
  keepOutputs(count: number): KeptOutputs;
  dispose(): void;
}

export type Session = HostSession | WebGpuSession;

/** A session whose results are in float32, as are those of the shared one: all but that of the backend "reference". */
export type Float32Session = HostSession<'wasm' | 'cpu'> | WebGpuSession;

/** The session that a choice of a backend opens. */
export type SessionOf<Choice extends 'auto' | Backend> = Choice extends 'auto'
  ? Float32Session
  : Choice extends HostBackend
    ? HostSession<Choice>
    : WebGpuSession;
