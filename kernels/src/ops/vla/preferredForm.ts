import type { AdapterSummary } from '../../runtime/types.ts';
import type { VlaFormChoice } from './form.ts';
import type { VlaSizes } from './problem.ts';

/**
 * Which form is faster on a device, by a size rule. Chunks turn the work into matrix products, and cost more of it:
 * 12d² + 14Cd operations a token instead of 12d². That pays where products of tiles run faster than a loop with a
 * barrier per token. Measured, with 1 and 4 heads and 32 to 2048 steps: on llvmpipe for heads of 32 and more; on
 * SwiftShader for heads of 128 and more. Graphics cards are expected to gain once a few chunks fill them.
 */
export function preferredDeviceForm({ T, D }: VlaSizes, adapter: AdapterSummary): VlaFormChoice {
  const smallest = smallestChunkHead(adapter);
  if (D < smallest) return { form: 'recurrent', reason: `the faster one here for heads below ${smallest}` };
  if (T < FEWEST_STEPS) return { form: 'recurrent', reason: `the faster one below ${FEWEST_STEPS} steps` };
  return { form: 'chunk', reason: `the faster one here for heads of ${smallest} and more` };
}

/** Chunks have about as many steps, and fewer than a whole one fill no tile. */
const FEWEST_STEPS = 32;

function smallestChunkHead({ label, software }: AdapterSummary): number {
  if (/llvmpipe/i.test(label)) return 32;
  return software ? 128 : 16;
}
