import type { Evaluation, RunOptions } from '@vla/kernels/training';
import type { Failure, Ran } from '../worker/protocol.ts';
import type { TrainingSetting } from './setting.ts';

/** A model in the worker: one of those being trained, or the one from a file. */
export type ModelName = 'first' | 'second' | 'loaded';

/** Names of the racers in order. */
export const racerNames = ['first', 'second'] as const satisfies readonly ModelName[];

/** What the worker is asked and answers once. */
export type Question =
  /** The checkpoint of a model, as a safetensors file. */
  | { readonly kind: 'file'; readonly model: ModelName }
  /** Makes the model of a checkpoint the one named "loaded". */
  | { readonly kind: 'load'; readonly bytes: Uint8Array; readonly backend: TrainingSetting['backend'] }
  /** Where the training under way stands. */
  | { readonly kind: 'standing' }
  /** Times steps of a setting that is not trained. */
  | { readonly kind: 'estimate'; readonly setting: TrainingSetting }
  /** Reads tokens one by one, then continues alone for `added` tokens. */
  | { readonly kind: 'ask'; readonly model: ModelName; readonly tokens: readonly number[]; readonly added: number };

export interface Answers {
  readonly file: Uint8Array<ArrayBuffer>;
  readonly load: LoadedModel;
  readonly standing: Standing;
  readonly estimate: Estimate;
  readonly ask: readonly Reading[];
}

/** How long a training may take here. */
export interface Estimate {
  readonly ran: Omit<Ran, 'milliseconds'>;
  readonly workers: number;
  /** Of one step of every model, the middle of those that were timed. */
  readonly step: number;
  /** Steps that were timed, after the first, which compiles. */
  readonly timed: number;
  /** All steps and the tests between them. Less where a run ends early. */
  readonly whole: number;
}

export interface LoadedModel {
  readonly options: RunOptions;
  readonly step: number;
  readonly parameters: number;
  /** tfjs backend that trained it. */
  readonly trainedOn: string;
  /** Where it is asked here, and was tested when it was loaded. */
  readonly ran: Omit<Ran, 'milliseconds'>;
  readonly evaluation: Evaluation;
}

/** What the model says after one token. */
export interface Reading {
  readonly token: number;
  /** The likeliest next tokens with their probabilities, likeliest first. */
  readonly next: readonly { readonly token: number; readonly probability: number }[];
}

/** Matrices of the first head of the first block after reading a sequence, row-major [size,size]. */
export interface HeadState {
  readonly size: number;
  /** S: values by keys. */
  readonly memory: Float32Array;
  /** A, where the mixer has one. */
  readonly inverse: Float32Array | null;
}

/** What tfjs holds. */
export interface MemoryReport {
  readonly tensors: number;
  readonly bytes: number;
}

export interface Point {
  readonly step: number;
  readonly loss: number;
  readonly learningRate: number;
}

export interface Score extends Evaluation {
  readonly step: number;
  readonly memory: MemoryReport;
}

/** What a racer did since the report before. */
export interface RacerReport {
  readonly racer: number;
  readonly points?: readonly Point[];
  readonly score?: Score;
  readonly state?: HeadState;
}

export interface RacerStanding {
  /** The checkpoint, as a safetensors file. */
  readonly file: Uint8Array<ArrayBuffer>;
  /** All since the first step. */
  readonly points: readonly Point[];
  readonly scores: readonly Score[];
  /** Whether it is trained no further. */
  readonly finished: boolean;
}

/** Where a training stands between two steps: all that it takes to continue it. */
export interface Standing {
  readonly racers: readonly RacerStanding[];
  /** Milliseconds trained so far. */
  readonly milliseconds: number;
}

export type ToWorker =
  /** From nothing, or from where it stood. */
  | { readonly type: 'train'; readonly setting: TrainingSetting; readonly from?: Standing }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'cancel' }
  | { readonly type: 'question'; readonly call: number; readonly question: Question };

export type TrainingEvent =
  | {
      readonly type: 'opened';
      readonly ran: Omit<Ran, 'milliseconds'>;
      readonly parameters: readonly number[];
      /** Workers that train together. */
      readonly workers: number;
      /** Why there are no more of them, else null. */
      readonly workersNote: string | null;
    }
  | {
      readonly type: 'progress';
      readonly reports: readonly RacerReport[];
      /** 0…1. */
      readonly fraction: number;
      /** Milliseconds trained so far, pauses left out. */
      readonly milliseconds: number;
      /** Estimated milliseconds left, or null before there is an estimate. */
      readonly remaining: number | null;
    }
  | { readonly type: 'paused' }
  | { readonly type: 'resumed' }
  | { readonly type: 'done' }
  | { readonly type: 'cancelled' }
  | { readonly type: 'error'; readonly failure: Failure };

export type FromWorker =
  | { readonly type: 'ready' }
  | TrainingEvent
  | { readonly type: 'answer'; readonly call: number; readonly answer: Answers[Question['kind']] }
  | { readonly type: 'refusal'; readonly call: number; readonly failure: Failure };
