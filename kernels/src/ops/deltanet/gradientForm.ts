import { CANARY_WORDS } from '../../runtime/guards.ts';
import type { KernelPlan } from '../../runtime/plan.ts';
import type { AdapterSummary, DeviceTraits, Form } from '../../runtime/types.ts';
import { chooseDeltaNetForm } from './form.ts';
import type { DeltaNetFormChoice } from './form.ts';
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
  device: DeviceTraits,
  chunkLength?: number,
): DeltaNetFormChoice {
  const { words } = deltaNetGradientLayout(sizes, device, chunkLength).layout;
  const most = Math.min(device.limits.maxStorageBufferBindingSize, device.limits.maxBufferSize) / 4 - CANARY_WORDS;
  const full: DeltaNetFormChoice = {
    form: 'recurrent',
    reason: 'the records of all chunks do not fit into one buffer',
  };
  return chooseDeltaNetForm(requested, words > most ? full : preferred(sizes.D, device.adapter));
}

/**
 * Four heads, T = 128 and 512, processor time of a call beside that of single steps: on llvmpipe chunks take 1.9 to 2.2 times as
 * long with heads of 16, 1.0 with heads of 64 and of 128; on SwiftShader 1.4 to 3.6 times up to 64, 0.4 with heads of 128.
 * Graphics cards are expected to gain as in the forward pass, for want of one to measure.
 */
function preferred(D: number, { software }: AdapterSummary): DeltaNetFormChoice {
  const smallest = software ? 128 : 16;
  if (D < smallest) return { form: 'recurrent', reason: `the faster one here for heads below ${smallest}` };
  return { form: 'chunk', reason: `the faster one here for heads of ${smallest} and more` };
}

/** The plan of a form. */
export function deltaNetGradientDevicePlan(
  shape: DeltaNetGradientShape,
  { form }: DeltaNetFormChoice,
  device: DeviceTraits,
  chunkLength?: number,
): KernelPlan {
  return form === 'chunk' ? deltaNetGradientChunkPlan(shape, device, chunkLength) : deltaNetGradientPlan(shape, device);
}
