import type { AdapterSummary, DeviceTraits, Form } from '../../runtime/types.ts';
import { preferredGradientForm } from '../chunks/gradient/form.ts';
import { recurrentOrChunk, recurrentOrChunkPlan } from '../call/recurrentOrChunk.ts';
import type { RecurrentOrChunk } from '../call/recurrentOrChunk.ts';
import type { DeviceGradient, FormOptions } from '../call/deviceGradient.ts';
import { deltaNetGradientChunkPlan, deltaNetGradientLayout } from './gradientChunkPlan.ts';
import { deltaNetGradientPlan } from './gradientPlan.ts';
import type { DeltaNetGradientShape } from './gradientPlan.ts';

/**
 * Which form of the gradient a device computes; both have every option. A sequence whose chunks do not fit into one buffer
 * goes step by step unless chunks are asked for.
 */
export function deltaNetGradientForm(
  { sizes }: DeltaNetGradientShape,
  requested: Form | 'auto' | undefined,
  { limits, adapter }: DeviceTraits,
  chunkLength?: number,
): RecurrentOrChunk {
  const { words } = deltaNetGradientLayout(sizes, adapter, chunkLength).layout;
  const preferred = preferredGradientForm({ D: sizes.D, words, smallest: smallestChunkHead(adapter), limits });
  return recurrentOrChunk('deltanet', requested, preferred);
}

/**
 * Four heads, T = 128 and 512, processor time of a call beside that of single steps: on llvmpipe chunks take 1.9 to 2.2 times as
 * long with heads of 16, 1.0 with heads of 64 and of 128; on SwiftShader 1.4 to 3.6 times up to 64, 0.4 with heads of 128.
 * Graphics cards are expected to gain as in the forward pass, for want of one to measure.
 */
function smallestChunkHead({ software }: AdapterSummary): number {
  return software ? 128 : 16;
}

/** The gradient as a device computes it. */
export function deltaNetGradientOnDevice(
  shape: DeltaNetGradientShape,
  { form: requested, chunkLength }: FormOptions,
  device: DeviceTraits,
): DeviceGradient {
  return recurrentOrChunkPlan({
    ...{ operator: 'deltanet', requested, limits: device.limits },
    preferred: deltaNetGradientForm(shape, 'auto', device, chunkLength),
    plans: {
      recurrent: () => deltaNetGradientPlan(shape, device.adapter),
      chunk: () => deltaNetGradientChunkPlan(shape, device.adapter, chunkLength),
    },
  });
}
