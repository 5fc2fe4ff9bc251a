import type { PlanLimits } from './limits.ts';

/** What is known about the machine that computes. */
export interface AdapterSummary {
  /** One readable line, for example "llvmpipe (software GPU)" or "CPU (float32, JavaScript)". */
  readonly label: string;
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  /** True when the adapter runs on the processor instead of a graphics card. */
  readonly software: boolean;
}

/** What a plan may depend on beside its problem. */
export interface DeviceTraits {
  readonly limits: PlanLimits;
  readonly adapter: AdapterSummary;
  /** Lanes of a subgroup, where shaders may use subgroups and all have that size. Default none. */
  readonly subgroupSize?: number | null;
}

/** "cpu" is JavaScript, "wasm" WebAssembly on the same processor; both compute in float32, "reference" in float64. */
export type Backend = 'reference' | 'cpu' | 'wasm' | 'webgpu';

/** Those that need no device. */
export type HostBackend = Exclude<Backend, 'webgpu'>;

/** What the results of a backend are in. */
export type NumbersOf<Name extends Backend> = Name extends 'reference' ? Float64Array : Float32Array;

/**
 * The algorithm that computes an operator. recurrent: token by token; chunk: chunks one after another; parallel: chunks
 * with every penalty inverse at once; full: all positions against all.
 */
export type Form = 'recurrent' | 'chunk' | 'parallel' | 'full';

/** What ran, for honest labels: never a CPU number under a GPU name. */
export interface RunReport {
  readonly operator: string;
  readonly backend: Backend;
  readonly form: Form;
  /** Why this form was used, for example "a periodic nudge needs the recurrent form". */
  readonly reason: string;
  readonly adapter: AdapterSummary;
  /** The device plan that ran, for example "VLA, recurrent, in subgroups of 8"; left out off the GPU. */
  readonly kernel?: string;
  /** Compute dispatches submitted; 0 off the GPU. */
  readonly dispatches: number;
  /** Command buffers that they were submitted in; more than one only where the work is cut to stay interruptible. */
  readonly submissions: number;
  /** Wall time of the job in milliseconds, read-back included. */
  readonly milliseconds: number;
  /** What may be wrong with the inputs though the numbers are right, and what to do. Of calls by arrays alone: neither of tensors nor of decoders. */
  readonly warning?: string;
}
