import type { AdapterSummary } from '../../runtime/types.ts';
import type { RecurrentOrChunk } from '../call/recurrentOrChunk.ts';
import type { AttentionSizes } from '../validation/attention.ts';

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
export function preferredDeviceForm({ T, D }: AttentionSizes, { label }: AdapterSummary): RecurrentOrChunk {
  const [fewestSteps, smallestHead] = /llvmpipe/i.test(label) ? [128, 32] : [32, 1];
  if (T < fewestSteps) return { form: 'recurrent', reason: `the faster one here below ${fewestSteps} steps` };
  if (D < smallestHead) return { form: 'recurrent', reason: `the faster one here for heads below ${smallestHead}` };
  return { form: 'chunk', reason: `the faster one here from ${fewestSteps} steps on` };
}
