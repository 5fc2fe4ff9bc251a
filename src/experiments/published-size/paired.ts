import { summary } from '../../lib/compute/statistics.ts';
import type { SizedData, SizedEntrant } from './data.ts';
import { forms } from './entrants.ts';
import { accuraciesAt } from './points.ts';

/** Differences of two mixers' runs with the same seeds, and the interval in which their mean lies with 95 in 100. */
export interface Paired {
  readonly differences: readonly number[];
  readonly low: number;
  readonly high: number;
}

/** The 0.975-quantile of Student's t for 1, 2, … degrees of freedom: for up to ten seeds, as many as can be chosen. */
const quantiles = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

/** Whom the others are compared with: VLA, in the form that takes part. Null where it is not there. */
export const referenceIn = ({ entrants }: SizedData): SizedEntrant | null =>
  entrants.find(({ name }) => forms[name].mixer === 'vla') ?? null;

/** Both have the same seeds in the same order. Null for one with itself, and where there are no two pairs of runs. */
export function pairedWith(reference: SizedEntrant, other: SizedEntrant, size: number): Paired | null {
  const [ours, theirs] = [accuraciesAt(reference, size), accuraciesAt(other, size)];
  const quantile = quantiles[ours.length - 2];
  if (reference.name === other.name || ours.length !== theirs.length || quantile === undefined) return null;
  const differences = ours.map((accuracy, i) => accuracy - theirs[i]!);
  const { mean, deviation } = summary(differences);
  const half = (quantile * deviation) / Math.sqrt(differences.length);
  return { differences, low: mean - half, high: mean + half };
}
