import type { VlaProblem } from './problem.ts';

/**
 * The periodic addition within this call, or null where none falls into it: after step `first` − 1, and then
 * every `period` steps. Counted from the call's first step, so that all numbers fit in 32 bits.
 */
export function nextNudge({ sizes, options }: VlaProblem): { first: number; period: number } | null {
  const { period, epsilon, firstStep } = options;
  if (period === 0 || epsilon === 0) return null;
  const first = period - (firstStep % period);
  return first > sizes.T ? null : { first, period: Math.min(period, sizes.T) };
}
