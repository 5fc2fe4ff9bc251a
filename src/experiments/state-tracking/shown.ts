import type { Summary } from '../../lib/compute/statistics.ts';
import { mean, summary } from '../../lib/compute/statistics.ts';
import type { TrackedEntrant, TrackedRun } from './data.ts';
import { askedLength, farFrom, longestTrained } from './setting.ts';

/** Tokens 1, …, of which a part is meant, its ends included. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export const within: Stretch = { from: 1, to: longestTrained };
/** Up to the trained length, without the first tokens, when a memory is almost empty. */
export const settled: Stretch = { from: 9, to: longestTrained };
export const beyond: Stretch = { from: longestTrained + 1, to: askedLength };
export const far: Stretch = { from: farFrom, to: askedLength };

/** Steps of the drawn lines: each point is the mean over so many tokens. */
const fine = 8;
const coarse = 24;

/** Where the lines have points: closer together up to the trained length, where they move most. */
export const drawn: readonly Stretch[] = [
  ...Array.from({ length: longestTrained / fine }, (_, i) => ({ from: i * fine + 1, to: (i + 1) * fine })),
  ...Array.from({ length: (askedLength - longestTrained) / coarse }, (_, i) => ({
    from: longestTrained + i * coarse + 1,
    to: longestTrained + (i + 1) * coarse,
  })),
];

/** The share of right answers of a run in a stretch. */
export function accuracyIn({ right, sequences }: TrackedRun, { from, to }: Stretch): number {
  return mean(right.slice(from - 1, to)) / sequences;
}

/** The same over the seeds. */
export function accuraciesIn({ runs }: TrackedEntrant, stretch: Stretch): Summary {
  return summary(runs.map((run) => accuracyIn(run, stretch)));
}
