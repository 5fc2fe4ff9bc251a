import { isLlvmpipe } from '../../../runtime/adapter.ts';
import type { AdapterSummary, DeviceTraits, Form } from '../../../runtime/types.ts';
import { fasterInSubgroups } from '../../sweeps/kernelName.ts';
import { sweepTextFor } from '../../sweeps/sweepPass.ts';
import { preferredGradientForm } from '../../chunks/gradient/form.ts';
import { gradientLayout } from '../../chunks/gradient/layout.ts';
import type { FormChoice, Obstacle } from '../../operator.ts';
import type { VlaSizes } from '../problem.ts';
import { generalStepsOption } from '../stepwise.ts';
import type { VlaGradientCall } from './buffers.ts';
import { gradientSteps } from './chunks/plan.ts';

/**
 * Which form of the gradient is faster on a device. Options that take the general steps stand against chunks (see
 * {@link vlaGradientObstacle}). A call whose chunks do not fit into one buffer goes step by step.
 */
export function preferredVlaGradientForm(sizes: VlaSizes, device: DeviceTraits, chunkLength?: number): FormChoice {
  const { limits, adapter } = device;
  const inSubgroups = fasterInSubgroups(
    sweepTextFor({ columns: Math.max(sizes.D, sizes.Dv), T: sizes.T }, device),
    device,
  );
  if (inSubgroups) return inSubgroups;
  const { words } = gradientLayout(sizes, gradientSteps(sizes, adapter, chunkLength));
  return preferredGradientForm({ D: sizes.D, words, smallest: smallestChunkHead(adapter), limits });
}

/**
 * As in the forward pass (vla/form.ts): products of tiles pay on llvmpipe, and on SwiftShader not for heads of 64 yet;
 * graphics cards are expected to gain.
 */
function smallestChunkHead(adapter: AdapterSummary): number {
  if (isLlvmpipe(adapter)) return 32;
  return adapter.software ? 128 : 16;
}

/** The first argument whose gradient is computed on the processor only, or null. */
export function onlyOnProcessor(
  { options, given }: Pick<VlaGradientCall, 'options' | 'given'>,
  requested: Form | 'auto' = 'auto',
): string | null {
  if (options.renormalizeAbove > 0) return 'renormalizeAbove';
  const decay = ['memoryDecay', 'penaltyDecay'].find((name) => given.has(name));
  if (decay) return decay;
  return requested === 'chunk' ? generalOption({ options, given }) : null;
}

/** The first argument that takes the general steps on a device, or null: A is changed by more than its updates, errors are cut, or S is read along A q. */
export function generalOption({ options, given }: Pick<VlaGradientCall, 'options' | 'given'>): string | null {
  if (options.period > 0 && options.epsilon > 0) return 'stabilization.period';
  if (options.deltaFloor > 1) return 'stabilization.deltaFloor';
  const steps = generalStepsOption(options, (name) => given.has(name));
  if (steps) return steps;
  return given.has('initialInverse') ? 'initialInverse' : null;
}

export function vlaGradientObstacle(call: VlaGradientCall, form: Form): Obstacle | null {
  const option = form === 'chunk' ? generalOption(call) : null;
  return option === null ? null : { option, form: 'recurrent', reason: 'its gradient goes step by step on a device' };
}
