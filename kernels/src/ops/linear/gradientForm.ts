import { CANARY_WORDS } from '../../runtime/guards.ts';
import type { KernelPlan } from '../../runtime/plan.ts';
import type { AdapterSummary, DeviceTraits, Form } from '../../runtime/types.ts';
import { chooseLinearForm } from './form.ts';
import type { LinearAttentionFormChoice } from './form.ts';
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
  device: DeviceTraits,
  chunkLength?: number,
): LinearAttentionFormChoice {
  const { words } = linearGradientLayout(sizes, device, chunkLength).layout;
  const most = Math.min(device.limits.maxStorageBufferBindingSize, device.limits.maxBufferSize) / 4 - CANARY_WORDS;
  const full: LinearAttentionFormChoice = {
    form: 'recurrent',
    reason: 'the records of all chunks do not fit into one buffer',
  };
  return chooseLinearForm(requested, words > most ? full : preferred(sizes.D, device.adapter));
}

/**
 * One to four heads, T = 128 to 512, processor time of a call beside that of single steps: on llvmpipe chunks take 1.4 to 1.5
 * times as long with heads of 16, 1.0 with heads of 64, 0.7 with heads of 128; on SwiftShader 2.8 to 4.5 times up to 32, 0.7
 * with heads of 64 and 0.6 with heads of 128. Graphics cards are expected to gain early, for want of one to measure.
 */
function preferred(D: number, { label, software }: AdapterSummary): LinearAttentionFormChoice {
  const smallest = /llvmpipe/i.test(label) ? 128 : software ? 64 : 16;
  if (D < smallest) return { form: 'recurrent', reason: `the faster one here for heads below ${smallest}` };
  return { form: 'chunk', reason: `the faster one here for heads of ${smallest} and more` };
}

/** The plan of a form. */
export function linearGradientDevicePlan(
  shape: LinearGradientShape,
  { form }: LinearAttentionFormChoice,
  device: DeviceTraits,
  chunkLength?: number,
): KernelPlan {
  return form === 'chunk'
    ? linearAttentionGradientChunkPlan(shape, device, chunkLength)
    : linearAttentionGradientPlan(shape, device);
}
