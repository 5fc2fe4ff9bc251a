import type { ErrorCut } from '../chunks/cuts.ts';
import type { VlaSettings } from './problem.ts';

/** Keeps the length of a cut error a little below the bound, as the source does. */
const MARGIN = 1e-6;

/** What an error is multiplied by, from its length: 1 unless it is longer than the bound. A bound of 0 is none. */
export function cutOf(length: number, bound: number): number {
  return bound > 0 && length > bound ? bound / (length + MARGIN) : 1;
}

/**
 * The cut e ← c·e backwards, where c = bound / (‖e‖ + margin): the gradient with respect to e before the cut is
 * c·(g − e (eᵀg) / (‖e‖ (‖e‖ + margin))). Returns the factor of e in that, from eᵀg.
 */
export function cutBack(length: number, along: number): number {
  return along / (length * (length + MARGIN));
}

/** The cut of a call's errors; undefined where there is none. */
export function errorCut({ errorBound }: Pick<VlaSettings, 'errorBound'>): ErrorCut | undefined {
  return errorBound > 0 ? { of: (length) => cutOf(length, errorBound), back: cutBack } : undefined;
}
