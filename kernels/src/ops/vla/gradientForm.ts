import { CANARY_WORDS } from '../../runtime/guards.ts';
import type { AdapterSummary, DeviceTraits, Form } from '../../runtime/types.ts';
import type { KernelPlan } from '../../runtime/plan.ts';
import { gradientLayout } from '../chunks/gradient/layout.ts';
import { gradientSteps, vlaGradientChunkPlan } from './gradientChunks/plan.ts';
import { vlaGradientPlan } from './gradientPlan.ts';
import type { VlaGradientShape } from './gradientPlan.ts';

export interface VlaGradientForm {
  readonly form: 'recurrent' | 'chunk';
  readonly reason: string;
}

/**
 * Which form of the gradient a device computes. Both have the same options (see vlaGradientObstacle). By size it is as in
 * the forward pass (preferredForm.ts): products of tiles pay on llvmpipe, and on SwiftShader not for heads of 64 yet;
 * graphics cards are expected to gain. A sequence whose chunks do not fit into one buffer goes step by step.
 *
 * @param requested what the caller asked for; "parallel", which only the forward pass has, is by chunks here
 */
export function vlaGradientForm(
  { sizes }: Pick<VlaGradientShape, 'sizes'>,
  requested: Form | 'auto',
  device: DeviceTraits,
  chunkLength?: number,
): VlaGradientForm {
  if (requested === 'recurrent') return { form: 'recurrent', reason: 'asked for' };
  if (requested !== 'auto') return { form: 'chunk', reason: 'asked for' };
  const { words } = gradientLayout(sizes, Math.min(sizes.T, chunkLength ?? gradientSteps(sizes, device)));
  const most = Math.min(device.limits.maxStorageBufferBindingSize, device.limits.maxBufferSize) / 4 - CANARY_WORDS;
  if (words > most) return { form: 'recurrent', reason: 'the records of all chunks do not fit into one buffer' };
  const smallest = smallestChunkHead(device.adapter);
  if (sizes.D < smallest) return { form: 'recurrent', reason: `the faster one here for heads below ${smallest}` };
  return { form: 'chunk', reason: `the faster one here for heads of ${smallest} and more` };
}

function smallestChunkHead({ label, software }: AdapterSummary): number {
  if (/llvmpipe/i.test(label)) return 32;
  return software ? 128 : 16;
}

/** The plan of a form. */
export function vlaGradientDevicePlan(
  shape: VlaGradientShape,
  { form }: VlaGradientForm,
  device: DeviceTraits,
  chunkLength?: number,
): KernelPlan {
  return form === 'chunk' ? vlaGradientChunkPlan(shape, device, chunkLength) : vlaGradientPlan(shape, device);
}
