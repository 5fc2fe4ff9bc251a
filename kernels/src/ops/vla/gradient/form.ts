import type { AdapterSummary, DeviceTraits, Form } from '../../../runtime/types.ts';
import { preferredGradientForm } from '../../chunks/gradient/form.ts';
import { gradientLayout } from '../../chunks/gradient/layout.ts';
import { recurrentOrChunkPlan } from '../../call/recurrentOrChunk.ts';
import type { RecurrentOrChunk } from '../../call/recurrentOrChunk.ts';
import type { DeviceGradient, FormOptions } from '../../call/deviceGradient.ts';
import { gradientSteps, vlaGradientChunkPlan } from './chunks/plan.ts';
import type { VlaGradientShape } from './shape.ts';
import { vlaGradientPlan } from './sweeps/plan.ts';

/**
 * Which form of the gradient a device computes. Both have the same options (see vlaGradientObstacle). A sequence whose
 * chunks do not fit into one buffer goes step by step unless chunks are asked for.
 *
 * @param requested what the caller asked for; "parallel", which only the forward pass has, is by chunks here
 */
export function vlaGradientForm(
  { sizes }: Pick<VlaGradientShape, 'sizes'>,
  requested: Form | 'auto' = 'auto',
  { limits, adapter }: DeviceTraits,
  chunkLength?: number,
): RecurrentOrChunk {
  if (requested === 'recurrent') return { form: 'recurrent', reason: 'asked for' };
  if (requested !== 'auto') return { form: 'chunk', reason: 'asked for' };
  const { words } = gradientLayout(sizes, gradientSteps(sizes, adapter, chunkLength));
  return preferredGradientForm({ D: sizes.D, words, smallest: smallestChunkHead(adapter), limits });
}

/**
 * As in the forward pass (preferredForm.ts): products of tiles pay on llvmpipe, and on SwiftShader not for heads of 64 yet;
 * graphics cards are expected to gain.
 */
function smallestChunkHead({ label, software }: AdapterSummary): number {
  if (/llvmpipe/i.test(label)) return 32;
  return software ? 128 : 16;
}

/** The gradient as a device computes it; the call has no vlaGradientObstacle. */
export function vlaGradientOnDevice(
  shape: VlaGradientShape,
  { form: requested, chunkLength }: FormOptions,
  device: DeviceTraits,
): DeviceGradient {
  return recurrentOrChunkPlan({
    operator: 'vla',
    // "parallel", which only the forward pass has, is by chunks here.
    requested: requested === undefined || requested === 'auto' || requested === 'recurrent' ? requested : 'chunk',
    preferred: vlaGradientForm(shape, 'auto', device, chunkLength),
    limits: device.limits,
    plans: {
      recurrent: () => vlaGradientPlan(shape, device.adapter),
      chunk: () => vlaGradientChunkPlan(shape, device.adapter, chunkLength),
    },
  });
}
