import { formatNumber } from '../lib/format.ts';
import type { Measured } from './claim.ts';

/** Accuracy that runs which were not solved may gain in the last fifth of their steps and count as done with learning. */
export const settled = 0.02;

/** What is said beside an accuracy of runs that had not finished learning; nothing where all had. */
export function unfinished(gains: Readonly<Record<string, Measured>>): string {
  const rising = Object.entries(gains).filter(([, { value }]) => value > settled);
  if (rising.length === 0) return '';
  const each = rising.map(([whose, { value }]) => `${whose} by ${formatNumber(value, 2)}`);
  return ` Runs that were not solved still gained in the last fifth of their steps: ${each.join(', ')}.`;
}
