import { DivergedError, tokenPlace } from '../../errors.ts';
import type { VlaProblem } from './problem.ts';

/**
 * A starts positive definite as I/λ0 and stays so, hence δ = 1 + uᵀA u ≥ 1. A δ below this says that rounding has eaten
 * A: the error of an entry is about 1/λ0 times that of a number, so this happens where λ0 is close to it. Nothing computed from
 * there on would mean anything. Of a caller's A nothing is known, and then no δ is refused.
 */
export const LEAST_DELTA = 0.5;

/** Whether A is known to be positive definite as long as numbers are exact. */
export function startsDefinite({ inputs }: Pick<VlaProblem, 'inputs'>): boolean {
  return inputs.initialInverse === null;
}

/** Throws DeviceError('non-finite') where δ of a token, (b·H + h)·T + t, shows that A is not positive definite any more. */
export function checkDelta(delta: number, index: number, sizes: VlaProblem['sizes']): void {
  if (!(delta < LEAST_DELTA)) return;
  throw new DivergedError(
    tokenPlace(index, sizes),
    `1 + uᵀAu is ${delta}, and at least 1 for the inverse of a penalty; lambda0 is too small for the precision of the state`,
  );
}
