import type { MixerName } from '@vla/kernels/model';
import type { BackendChoice, Failure, Ran } from '../worker/protocol.ts';

/** What is measured in one worker: a fresh one each, so that its memory is that mixer’s alone. */
export interface StepRequest {
  readonly mixer: MixerName;
  readonly backend: BackendChoice;
}

export interface MeasuredLength {
  readonly tokens: number;
  /** Of a step, forwards, backwards and the update; what is prepared in the first one is left out. */
  readonly milliseconds: number;
}

export interface MeasuredStep {
  readonly mixer: MixerName;
  readonly weights: number;
  /** The shorter sequence, from which the time of the longer one was estimated. */
  readonly short: MeasuredLength;
  readonly long: MeasuredLength;
  /** What was estimated, in milliseconds. */
  readonly estimate: number;
  /** Bytes that the program had taken after the step, or null where that can’t be read. */
  readonly bytes: number | null;
  readonly ran: Omit<Ran, 'milliseconds'>;
}

export type ToWorker = { readonly type: 'measure'; readonly request: StepRequest };

export type FromWorker =
  | { readonly type: 'ready' }
  /** `fraction` of this mixer’s work, 0…1. */
  | { readonly type: 'progress'; readonly fraction: number; readonly message: string }
  | { readonly type: 'done'; readonly step: MeasuredStep }
  | { readonly type: 'error'; readonly failure: Failure };
