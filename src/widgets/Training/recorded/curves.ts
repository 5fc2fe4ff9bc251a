import type { RacerState } from '../state.ts';

/** Curves of runs that were trained before. */
export interface RecordedCurves {
  /** One for each run, as the charts of a training draw it. */
  readonly racers: readonly RacerState[];
  readonly steps: number;
  /** What the score is, for a title. */
  readonly score: string;
  /** How many runs, of what, and where they came to. */
  readonly said: string;
}

/** A run of which little is known but its curves. */
export function curveOf(mixer: string, curves: Pick<RacerState, 'points' | 'scores'>): RacerState {
  return { mixer, parameters: null, head: null, ...curves };
}

/** A test of which the loss was not kept, nor what memory it took. */
export function scoreAt({
  step,
  accuracy,
  exactMatch = accuracy,
}: {
  step: number;
  accuracy: number;
  exactMatch?: number;
}) {
  const unknown = { loss: NaN, answers: 0, sequences: 0, memory: { tensors: 0, bytes: 0 } };
  return { ...unknown, step, accuracy, exactMatch };
}
