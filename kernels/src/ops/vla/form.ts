import { ArgumentError } from '../../errors.ts';
import { isPositiveDefinite } from '../../math/cholesky.ts';
import { matrixAt } from '../../math/matrix.ts';
import type { Form } from '../../runtime/types.ts';
import type { VlaProblem } from './problem.ts';

export type VlaForm = 'recurrent' | 'chunk';

export interface VlaFormChoice {
  readonly form: VlaForm;
  /** For the run report and the reader, for example "renormalizing S needs the recurrent form". */
  readonly reason: string;
}

/**
 * Decides which form computes a problem. Every option has one meaning, so a form that can't honour one is
 * never chosen, and forcing it is refused:
 *
 * - `renormalizeAbove` rescales S between steps, which the chunk form never forms one by one: recurrent.
 * - A skipped update (|1 + uᵀAu| < deltaFloor) is decided step by step. While A is positive definite,
 *   1 + uᵀAu ≥ 1, so with deltaFloor ≤ 1 only an `initialInverse` that is not positive definite can cause
 *   one; that, and deltaFloor > 1: recurrent.
 * - A periodic nudge is no obstacle here: the chunk form cuts its chunks on the period.
 *
 * @param requested what the caller asked for
 * @param preferred what the backend takes when the options leave it the choice, and why
 * @throws ArgumentError naming the option that the forced form can't honour, or `form` when VLA has no such form
 */
export function chooseForm(problem: VlaProblem, requested: Form | 'auto', preferred: VlaFormChoice): VlaFormChoice {
  if (requested === 'full') throw new ArgumentError('form', 'was "full"; vla has "recurrent" and "chunk"');
  if (requested === 'recurrent') return { form: 'recurrent', reason: 'asked for' };
  const obstacle = chunkObstacle(problem);
  if (requested === 'chunk') {
    if (obstacle) throw new ArgumentError(obstacle.option, `${obstacle.reason}; form "chunk" was asked for`);
    return { form: 'chunk', reason: 'asked for' };
  }
  return obstacle ? { form: 'recurrent', reason: `${obstacle.option}: ${obstacle.reason}` } : preferred;
}

/** The first option that only the recurrent form honours, or null. */
function chunkObstacle({ sizes, inputs, options }: VlaProblem): { option: string; reason: string } | null {
  if (options.renormalizeAbove > 0) {
    return { option: 'renormalizeAbove', reason: 'rescaling S after a step needs the recurrent form' };
  }
  if (options.deltaFloor > 1) {
    return {
      option: 'stabilization.deltaFloor',
      reason: 'a floor above 1 skips updates, which needs the recurrent form',
    };
  }
  for (let head = 0; inputs.initialInverse && head < sizes.B * sizes.H; head++) {
    if (!isPositiveDefinite(matrixAt(inputs.initialInverse, head))) {
      return { option: 'initialInverse', reason: 'one that is not positive definite needs the recurrent form' };
    }
  }
  return null;
}
