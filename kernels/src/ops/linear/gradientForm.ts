import type { AdapterSummary, DeviceTraits, Form } from '../../runtime/types.ts';
import { preferredGradientForm } from '../chunks/gradient/form.ts';
import { recurrentOrChunk, recurrentOrChunkPlan } from '../call/recurrentOrChunk.ts';
import type { RecurrentOrChunk } from '../call/recurrentOrChunk.ts';
import type { DeviceGradient, FormOptions } from '../call/deviceGradient.ts';
import { linearAttentionGradientChunkPlan, linearGradientLayout } from './gradientChunkPlan.ts';
import { linearAttentionGradientPlan } from './gradientPlan.ts';
import type { LinearGradientShape } from './gradientState.ts';

/**
 * Which form of the gradient a device computes; both have every option. A sequence whose chunks do not fit into one buffer
 * goes step by step unless chunks are asked for.
 */
export function linearGradientForm(
  { sizes }: LinearGradientShape,
  requested: Form | 'auto' | undefined,
  { limits, adapter }: DeviceTraits,
  chunkLength?: number,
): RecurrentOrChunk {
  const { words } = linearGradientLayout(sizes, adapter, chunkLength).layout;
  const preferred = preferredGradientForm({ D: sizes.D, words, smallest: smallestChunkHead(adapter), limits });
  return recurrentOrChunk('linear', requested, preferred);
}

/**
 * One to four heads, T = 128 to 512, processor time of a call beside that of single steps: on llvmpipe chunks take 1.4 to 1.5
 * times as long with heads of 16, 1.0 with heads of 64, 0.7 with heads of 128; on SwiftShader 2.8 to 4.5 times up to 32, 0.7
 * with heads of 64 and 0.6 with heads of 128. Graphics cards are expected to gain early, for want of one to measure.
 */
function smallestChunkHead({ label, software }: AdapterSummary): number {
  if (/llvmpipe/i.test(label)) return 128;
  return software ? 64 : 16;
}

/** The gradient as a device computes it. */
export function linearGradientOnDevice(
  shape: LinearGradientShape,
  { form: requested, chunkLength }: FormOptions,
  device: DeviceTraits,
): DeviceGradient {
  return recurrentOrChunkPlan({
    ...{ operator: 'linear', requested, limits: device.limits },
    preferred: linearGradientForm(shape, 'auto', device, chunkLength),
    plans: {
      recurrent: () => linearAttentionGradientPlan(shape, device.adapter),
      chunk: () => linearAttentionGradientChunkPlan(shape, device.adapter, chunkLength),
    },
  });
}
