import { isLlvmpipe } from '../../runtime/adapter.ts';
import type { AdapterSummary, DeviceTraits } from '../../runtime/types.ts';
import { preferredGradientForm } from '../chunks/gradient/form.ts';
import type { FormChoice } from '../operator.ts';
import type { AttentionSizes } from '../validation/axes.ts';
import { linearGradientLayout } from './gradientChunkPlan.ts';

/**
 * Which form is faster on a device, by a size rule. Both cost about 4 D·Dv operations a token; in chunks, tiles share what
 * they load, and all chunks run at once. Time of the recurrent form over that of chunks of 32, upload and read-back of the
 * job included, four heads, least of 6 runs:
 *
 * | driver      | d  | T = 32 | 128 | 512 | 2048 |
 * | ----------- | -- | ------ | --- | --- | ---- |
 * | llvmpipe    | 16 | 0.9    | 0.9 | 1.0 | 0.8  |
 * | llvmpipe    | 32 | 0.9    | 1.1 | 1.1 | 1.1  |
 * | llvmpipe    | 64 | 1.0    | 2.1 | 1.5 | 1.5  |
 * | SwiftShader | 16 | 2.5    |     | 1.3 |      |
 * | SwiftShader | 32 | 1.3    |     | 1.5 |      |
 * | SwiftShader | 64 | 1.8    | 2.2 | 1.9 |      |
 *
 * A graphics card has more lanes than a head has rows, so there chunks are expected to win early: not measured.
 */
export function preferredLinearForm({ T, D }: AttentionSizes, adapter: AdapterSummary): FormChoice {
  const [fewestSteps, smallestHead] = isLlvmpipe(adapter) ? [128, 32] : [32, 1];
  if (T < fewestSteps) return { form: 'recurrent', reason: `the faster one here below ${fewestSteps} steps` };
  if (D < smallestHead) return { form: 'recurrent', reason: `the faster one here for heads below ${smallestHead}` };
  return { form: 'chunk', reason: `the faster one here from ${fewestSteps} steps on` };
}

/** Which form of the gradient is faster; one whose chunks do not fit into one buffer goes step by step. */
export function preferredLinearGradientForm(
  sizes: AttentionSizes,
  { limits, adapter }: DeviceTraits,
  chunkLength?: number,
): FormChoice {
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
