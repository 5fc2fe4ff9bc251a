import type { Cue, PathfinderFloors, PathfinderPreset, TipPair, TracedPicture } from '@vla/kernels/tasks';

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
