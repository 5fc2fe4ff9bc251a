import type { Summary } from '../compute/statistics.ts';
import type { Point } from './chartParts.ts';

export interface MeanLineArguments {
  readonly x: readonly number[];
  /** One for each x. */
  readonly summaries: readonly Summary[];
  /** Of the axis: on a logarithmic one a band ends at a tenth of the mean, as it could reach below zero. */
  readonly scale?: 'linear' | 'log';
  /** What the quantity cannot fall below or rise above; line and band end there. */
  readonly least?: number;
  readonly most?: number;
}

/** A line through means with a band of one standard deviation on either side. */
export function meanLine(args: MeanLineArguments): Point[] {
  const { x, summaries, scale = 'linear', least = -Infinity, most = Infinity } = args;
  const within = (value: number): number => Math.min(most, Math.max(least, value));
  return summaries.map(({ mean, deviation }, i) => ({
    x: x[i],
    y: within(mean),
    low: within(scale === 'log' ? Math.max(mean - deviation, mean / 10) : mean - deviation),
    high: within(mean + deviation),
  }));
}
