import type { Cue, PathfinderFloors, PathfinderPreset, TipPair, TracedPicture } from '@vla/kernels/tasks';
import type { Failure } from '../worker/protocol.ts';

/** What the worker is asked. */
export type Question =
  /** What the checker sees in a picture, from its pixels alone. */
  | { readonly kind: 'trace'; readonly pixels: Uint8Array; readonly size: number; readonly preset: PathfinderPreset }
  /** What rules say that look at the marked ends and nothing else, and how often they are right. */
  | { readonly kind: 'rules'; readonly markers: TipPair; readonly preset: PathfinderPreset; readonly cue: Cue };

export interface Guesses {
  readonly distance: 0 | 1;
  readonly tips: 0 | 1;
  readonly floors: PathfinderFloors;
  /** Pictures that the floors were scored on. */
  readonly scored: number;
}

export interface Answers {
  readonly trace: TracedPicture;
  readonly rules: Guesses;
}

export interface ToWorker {
  readonly type: 'question';
  readonly call: number;
  readonly question: Question;
}

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'answer'; readonly call: number; readonly answer: Answers[Question['kind']] }
  | { readonly type: 'refusal'; readonly call: number; readonly failure: Failure };
