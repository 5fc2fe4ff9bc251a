import type { AdapterSummary } from '../../runtime/types.ts';
import type { FormChoice } from '../operator.ts';
import type { AttentionSizes } from '../validation/axes.ts';

/** Graphics cards: heads and sequences below this fill no chunk. */
const SMALLEST_HEAD = 16;
const FEWEST_STEPS = 32;

/**
 * Which form is faster on a device, by the size rule of DeltaNet, whose passes these are: on software devices the recurrent one,
 * on graphics cards chunks, which is not measured.
 */
export function preferredGatedDeltaForm({ T, D }: AttentionSizes, { software }: AdapterSummary): FormChoice {
  if (software) return { form: 'recurrent', reason: 'the faster one on a software device' };
  if (D < SMALLEST_HEAD) return { form: 'recurrent', reason: `the faster one here for heads below ${SMALLEST_HEAD}` };
  if (T < FEWEST_STEPS) return { form: 'recurrent', reason: `the faster one below ${FEWEST_STEPS} steps` };
  return { form: 'chunk', reason: `the faster one here for heads of ${SMALLEST_HEAD} and more` };
}
