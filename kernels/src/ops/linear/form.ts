import { isLlvmpipe } from '../../runtime/adapter.ts';
import type { AdapterSummary, DeviceTraits } from '../../runtime/types.ts';
import { preferredGradientForm } from '../chunks/gradient/form.ts';
import type { FormChoice } from '../operator.ts';
import type { AttentionSizes } from '../validation/axes.ts';
import { fasterInSubgroups } from '../sweeps/kernelName.ts';
import { linearGradientLayout } from './gradientChunkPlan.ts';
import { linearGradientText } from './gradientPlan.ts';

/** Columns up to which rows of S are written out, see `sweeps/sweepPass.ts`. */
const LONGEST = 128;

/**
 * Which form is faster on a device, by a size rule. Both cost about 4 D·Dv operations a token. On software devices that is the
 * recurrent one, with subgroups or without: rows of S stay in registers. Processor time of chunks of 32 over that of single steps, upload
 * and read-back included, four heads, medians of 9 runs in turn:
 *
 * | driver                        | d   | T = 32 | 128 | 512 |
 * | ----------------------------- | --- | ------ | --- | --- |
 * | llvmpipe, in subgroups        | 16  | 1.2    | 1.4 | 1.4 |
 * | llvmpipe, in subgroups        | 64  | 1.1    | 1.7 | 1.8 |
 * | llvmpipe, without             | 16  | 1.1    | 1.2 | 1.2 |
 * | llvmpipe, without             | 64  | 1.4    | 1.2 | 0.9 |
 * | llvmpipe, without             | 128 |        | 1.1 | 1.0 |
 * | SwiftShader, in subgroups     | 64  | 1.6    | 1.9 | 2.2 |
 * | SwiftShader, without          | 16  | 1.5    | 1.6 | 2.2 |
 * | SwiftShader, without          | 64  | 1.6    | 1.7 | 1.8 |
 * | SwiftShader, without          | 128 |        | 1.4 | 1.3 |
 * | SwiftShader, without          | 256 |        | 0.5 | 0.5 |
 *
 * A graphics card has more lanes than a head has rows, so there chunks are expected to win early: not measured.
 */
export function preferredLinearForm({ T, D }: AttentionSizes, { software }: AdapterSummary): FormChoice {
  if (software && D <= LONGEST) return { form: 'recurrent', reason: 'the faster one on a software device' };
  if (T < FEWEST_STEPS) return { form: 'recurrent', reason: `the faster one below ${FEWEST_STEPS} steps` };
  return { form: 'chunk', reason: `the faster one here from ${FEWEST_STEPS} steps on` };
}

const FEWEST_STEPS = 32;

/** Which form of the gradient is faster; one whose chunks do not fit into one buffer goes step by step. */
export function preferredLinearGradientForm(
  sizes: AttentionSizes,
  device: DeviceTraits,
  chunkLength?: number,
): FormChoice {
  const { limits, adapter } = device;
  const inSubgroups = fasterInSubgroups(linearGradientText(sizes, device), device);
  if (inSubgroups) return inSubgroups;
  const { words } = linearGradientLayout(sizes, adapter, chunkLength).layout;
  return preferredGradientForm({ D: sizes.D, words, smallest: smallestChunkHead(adapter), limits });
}

/**
 * One to four heads, T = 128 to 512, processor time of a call beside that of single steps: on llvmpipe chunks take 1.4 to 1.5
 * times as long with heads of 16, 1.0 with heads of 64, 0.7 with heads of 128; on SwiftShader 2.8 to 4.5 times up to 32, 0.7
 * with heads of 64 and 0.6 with heads of 128. Graphics cards are expected to gain early: not measured.
 */
function smallestChunkHead(adapter: AdapterSummary): number {
  if (isLlvmpipe(adapter)) return 128;
  return adapter.software ? 64 : 16;
}
