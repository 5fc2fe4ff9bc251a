import type { Progress } from '../../lib/experiment.ts';
import type { PartName, Thoroughness } from '../Benchmark/parts.ts';

/** "auto" is WebGPU where the browser has it, else the CPU. */
export type BackendChoice = 'auto' | 'cpu';

/** Work for the page's worker. */
export type Request =
  | {
      readonly kind: 'experiment';
      readonly id: string;
      readonly config: object;
      readonly seed: number;
      readonly backend: BackendChoice;
    }
  | { readonly kind: 'device-check'; readonly backend: BackendChoice }
  | {
      readonly kind: 'benchmark';
      readonly parts: readonly PartName[];
      readonly thoroughness: Thoroughness;
      readonly backend: BackendChoice;
    };

/** What computed a result. */
export interface Ran {
  readonly backend: string;
  /** Readable name of the device, for example "SwiftShader (software GPU)". */
  readonly adapter: string;
  /** True when the device runs on the processor. */
  readonly software: boolean;
  /** Why a backend other than the wished one ran, else null. */
  readonly note: string | null;
  /** Wall time of the computation in the worker. */
  readonly milliseconds: number;
}

/** Why there is no result, in words for the reader. */
export interface Failure {
  readonly what: string;
  readonly why: string;
  readonly next: string;
}

export interface Outcome {
  readonly data: unknown;
  readonly ran: Ran;
}

export type ToWorker =
  | { readonly type: 'run'; readonly job: number; readonly request: Request }
  | { readonly type: 'cancel'; readonly job: number };

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'progress'; readonly job: number; readonly progress: Progress }
  | { readonly type: 'done'; readonly job: number; readonly outcome: Outcome }
  | { readonly type: 'error'; readonly job: number; readonly failure: Failure }
  | { readonly type: 'cancelled'; readonly job: number };

/** A run without a result. */
export class RunError extends Error {
  override readonly name = 'RunError';
  constructor(readonly failure: Failure) {
    super(`${failure.what} ${failure.why} ${failure.next}`);
  }
}

/** A run that its reader stopped. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
}
