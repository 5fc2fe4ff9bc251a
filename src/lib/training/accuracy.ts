import type { MixerName } from '@vla/kernels/model';
import type { Summary } from '../compute/statistics.ts';
import { summary } from '../compute/statistics.ts';
import type { CandidateResult } from './recipe.ts';
import type { Entrant } from './tournament.ts';

/** What became of a mixer in tests along one quantity, such as the number of pairs. */
export interface TestedEntrant {
  readonly mixer: MixerName;
  /** Learning rates that were tried, and the mean test loss of each on the seeds that choose. */
  readonly tried: Entrant['tried'];
  readonly learningRate: number;
  readonly runs: readonly TestedRun[];
}

/** Results of the tests, in the order of their quantity. */
export interface TestedData {
  readonly entrants: readonly TestedEntrant[];
  /** A training of one mixer alone that takes a reader's browser about a minute; empty where it was not asked for. */
  readonly short?: readonly TestedEntrant[];
}

export interface TestedRun {
  readonly steps: number;
  readonly diverged?: true;
  /** Share of right answers, test by test. */
  readonly accuracy: readonly number[];
  /** Share of flawless sequences, test by test. */
  readonly exactMatch: readonly number[];
}

/** An entrant with the tests from one to before another. */
export function testedIn({ runs, ...entrant }: Entrant, from: number, to: number): TestedEntrant {
  const shown = ({ steps, diverged, scores }: CandidateResult): TestedRun => ({
    steps,
    ...(diverged && { diverged }),
    accuracy: scores.slice(from, to).map(({ accuracy }) => accuracy),
    exactMatch: scores.slice(from, to).map(({ exactMatch }) => exactMatch),
  });
  return { ...entrant, runs: runs.map(shown) };
}

/** Accuracy over seeds, test by test. */
export const accuracies = ({ runs }: TestedEntrant): Summary[] =>
  runs[0].accuracy.map((_, i) => summary(runs.map(({ accuracy }) => accuracy[i])));
