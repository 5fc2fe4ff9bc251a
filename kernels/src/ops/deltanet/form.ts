import { preferredGradientForm } from '../chunks/gradient/form.ts';
import { deltaNetGradientLayout } from './gradientPlan.ts';
import type { AdapterSummary, DeviceTraits } from '../../runtime/types.ts';
import type { FormChoice } from '../operator.ts';
import type { AttentionSizes } from '../validation/axes.ts';

/** Graphics cards: heads and sequences below this fill no chunk. */
const SMALLEST_HEAD = 16;
const FEWEST_STEPS = 32;

/**
 * Which form is faster on a device, by a size rule. On software devices that is the recurrent one at every size that
 * was measured: four rows of S stay in an invocation's registers, there is no barrier, and the operations are 6d² a
 * token instead of 6d² + 4Cd. Graphics cards have more lanes than a head has rows, and wait for one token after
 * another: there chunks are expected to gain, which is not measured.
 */
export function preferredDeltaNetForm({ T, D }: AttentionSizes, { software }: AdapterSummary): FormChoice {
  if (software) return { form: 'recurrent', reason: 'the faster one on a software device' };
  if (D < SMALLEST_HEAD) return { form: 'recurrent', reason: `the faster one here for heads below ${SMALLEST_HEAD}` };
  if (T < FEWEST_STEPS) return { form: 'recurrent', reason: `the faster one below ${FEWEST_STEPS} steps` };
  return { form: 'chunk', reason: `the faster one here for heads of ${SMALLEST_HEAD} and more` };
}

/** Which form of the gradient is faster; one whose chunks do not fit into one buffer goes step by step. */
export function preferredDeltaNetGradientForm(
  sizes: AttentionSizes,
  { limits, adapter }: DeviceTraits,
  chunkLength?: number,
): FormChoice {
  const { words } = deltaNetGradientLayout(sizes, adapter, chunkLength).layout;
  return preferredGradientForm({ D: sizes.D, words, smallest: smallestChunkHead(adapter), limits });
}

/**
 * Four heads, T = 128 and 512, processor time of a call beside that of single steps: on llvmpipe chunks take 1.9 to 2.2 times as
 * long with heads of 16, 1.0 with heads of 64 and of 128; on SwiftShader 1.4 to 3.6 times up to 64, 0.4 with heads of 128.
 * Graphics cards are expected to gain as in the forward pass: not measured.
 */
function smallestChunkHead({ software }: AdapterSummary): number {
  return software ? 128 : 16;
}
