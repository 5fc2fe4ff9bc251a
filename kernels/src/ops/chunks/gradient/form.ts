import { CANARY_WORDS } from '../../../runtime/guards.ts';
import type { DeviceTraits } from '../../../runtime/types.ts';
import type { FormChoice } from '../../operator.ts';

/**
 * Which form of a gradient is preferred on a device: by chunks for large heads, unless the sequence has more of them than
 * one buffer holds.
 *
 * @param args.D size of a head's keys
 * @param args.words of the workspace that chunks would need
 * @param args.smallest D from which on chunks are faster, or expected to be
 */
export function preferredGradientForm({
  D,
  words,
  smallest,
  limits,
}: {
  readonly D: number;
  readonly words: number;
  readonly smallest: number;
  readonly limits: DeviceTraits['limits'];
}): FormChoice {
  const most = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize) / 4 - CANARY_WORDS;
  if (words > most) return { form: 'recurrent', reason: 'the records of all chunks do not fit into one buffer' };
  if (D < smallest) return { form: 'recurrent', reason: `the faster one here for heads below ${smallest}` };
  return { form: 'chunk', reason: `the faster one here for heads of ${smallest} and more` };
}
