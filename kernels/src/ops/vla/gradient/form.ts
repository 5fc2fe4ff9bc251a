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
 * Which form of the gradient is faster on a device. Options that change A by more than its updates stand against chunks (see
 * {@link vlaGradientObstacle}). A call whose chunks do not fit into one buffer goes step by step.
 *
 * Where single steps are the general ones, chunks are the faster form for all heads and lengths. Processor time of the general steps
 * over that of chunks, four heads, errors cut and, after the stroke, a readout S A q, least of 4 runs:
 *
 * | driver      | T   | d = 8     | 16        | 64        | 128       |
 * | ----------- | --- | --------- | --------- | --------- | --------- |
 * | llvmpipe    | 8   | 1.2 / 1.0 | 1.5 / 1.8 | 2.9 / 3.0 | 4.7 / 4.3 |
 * | llvmpipe    | 256 | 3.0 / 2.7 | 4.0 / 2.7 | 7.3 / 6.7 | 6.3 / 7.3 |
 * | SwiftShader | 8   | 1.6 / 1.6 | 1.6 / 1.7 | 3.2 / 3.0 | 4.5 / 3.7 |
 * | SwiftShader | 256 | 3.7 / 2.8 | 4.7 / 3.6 | 4.9 / 5.5 | 7.9 / 7.5 |
 *
 * @param inGeneralSteps whether the recurrent form of the call takes the general steps
 */
export function preferredVlaGradientForm(
  sizes: VlaSizes,
  device: DeviceTraits,
  { chunkLength, inGeneralSteps = false }: { readonly chunkLength?: number; readonly inGeneralSteps?: boolean } = {},
): FormChoice {
  const { limits, adapter } = device;
  const { words } = gradientLayout(sizes, gradientSteps(sizes, adapter, chunkLength));
  if (inGeneralSteps) {
    const choice = preferredGradientForm({ D: sizes.D, words, smallest: 1, limits });
    return choice.form === 'chunk' ? { ...choice, reason: 'the faster one here' } : choice;
  }
  const inSubgroups = fasterInSubgroups(
    sweepTextFor({ columns: Math.max(sizes.D, sizes.Dv), T: sizes.T }, device),
    device,
  );
  if (inSubgroups) return inSubgroups;
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
  return requested === 'chunk' ? inverseOption({ options, given }) : null;
}

/** The first argument by which A is changed by more than its updates, or null: on a device, no chunks of the gradient hold that. */
function inverseOption({ options, given }: Pick<VlaGradientCall, 'options' | 'given'>): string | null {
  if (options.period > 0 && options.epsilon > 0) return 'stabilization.period';
  if (options.deltaFloor > 1) return 'stabilization.deltaFloor';
  return given.has('initialInverse') ? 'initialInverse' : null;
}

/** The first argument that takes the general steps on a device, or null: A is changed by more than its updates, errors are cut, or S is read along A q. */
export function generalOption(call: Pick<VlaGradientCall, 'options' | 'given'>): string | null {
  return inverseOption(call) ?? generalStepsOption(call.options, (name) => call.given.has(name));
}

export function vlaGradientObstacle(call: VlaGradientCall, form: Form): Obstacle | null {
  const option = form === 'chunk' ? inverseOption(call) : null;
  return option === null ? null : { option, form: 'recurrent', reason: 'its gradient goes step by step on a device' };
}
