import type { AdapterSummary } from '../../runtime/types.ts';
import type { RecurrentOrChunk } from '../call/recurrentOrChunk.ts';
import type { AttentionSizes } from '../validation/attention.ts';

/** Graphics cards: heads and sequences below this fill no chunk. */
const SMALLEST_HEAD = 16;
const FEWEST_STEPS = 32;

/**
 * Which form is faster on a device, by a size rule. On software devices that is the recurrent one at every size that
 * was measured: four rows of S stay in an invocation's registers, there is no barrier, and the operations are 6d² a
 * token instead of 6d² + 4Cd. Graphics cards have more lanes than a head has rows, and wait for one token after
 * another: there chunks are expected to gain. That is by reasoning, for want of one to measure.
 */
export function preferredDeltaNetForm({ T, D }: AttentionSizes, { software }: AdapterSummary): RecurrentOrChunk {
  if (software) return { form: 'recurrent', reason: 'the faster one on a software device' };
  if (D < SMALLEST_HEAD) return { form: 'recurrent', reason: `the faster one here for heads below ${SMALLEST_HEAD}` };
  if (T < FEWEST_STEPS) return { form: 'recurrent', reason: `the faster one below ${FEWEST_STEPS} steps` };
  return { form: 'chunk', reason: `the faster one here for heads of ${SMALLEST_HEAD} and more` };
}
