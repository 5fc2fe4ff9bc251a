import { ArgumentError } from '../../errors.ts';
import { isPositiveDefinite } from '../../math/cholesky.ts';
import { matrixAt } from '../../math/matrix.ts';
import type { Form } from '../../runtime/types.ts';
import type { VlaProblem } from './problem.ts';

export type VlaForm = 'recurrent' | 'chunk' | 'parallel';

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
 * - A periodic nudge changes A between steps. Chunks are cut on the period, so that "chunk" has it. "parallel" takes A
 *   from a sum over all steps so far, in which a nudge has no place: chunk.
 *
 * @param requested what the caller asked for
 * @param preferred what the backend takes when the options leave it the choice, and why
 * @throws ArgumentError naming the option that the forced form can't honour, or `form` when VLA has no such form
 */
export function chooseForm(problem: VlaProblem, requested: Form | 'auto', preferred: VlaFormChoice): VlaFormChoice {
  if (requested === 'full') throw new ArgumentError('form', 'was "full"; vla has "recurrent", "chunk" and "parallel"');
  const wanted = requested === 'auto' ? preferred.form : requested;
  const obstacle = obstacleTo(wanted, problem);
  if (!obstacle) return requested === 'auto' ? preferred : { form: requested, reason: 'asked for' };
  if (requested !== 'auto')
    throw new ArgumentError(obstacle.option, `${obstacle.reason}; form "${requested}" was asked for`);
  return { form: obstacle.form, reason: `${obstacle.option}: ${obstacle.reason}` };
}

/** Whether a form honours every option of a problem. */
export function suitsForm(problem: VlaProblem, form: VlaForm): boolean {
  return obstacleTo(form, problem) === null;
}

interface Obstacle {
  readonly option: string;
  readonly reason: string;
  /** A form that honours the option, and all others. */
  readonly form: VlaForm;
}

/** The first option that a form can't honour, or null. */
function obstacleTo(form: VlaForm, problem: VlaProblem): Obstacle | null {
  if (form === 'recurrent') return null;
  const obstacle = chunkObstacle(problem);
  if (obstacle) return { ...obstacle, form: 'recurrent' };
  const { period, epsilon } = problem.options;
  if (form === 'chunk' || period === 0 || epsilon === 0) return null;
  return {
    option: 'stabilization.period',
    reason: 'nudging A after a step needs the chunk form or the recurrent one',
    form: 'chunk',
  };
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
