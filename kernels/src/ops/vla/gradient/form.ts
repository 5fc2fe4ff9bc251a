import { isLlvmpipe } from '../../../runtime/adapter.ts';
import type { AdapterSummary, DeviceTraits } from '../../../runtime/types.ts';
import { fasterInSubgroups } from '../../sweeps/kernelName.ts';
import { sweepTextFor } from '../../sweeps/sweepPass.ts';
import { preferredGradientForm } from '../../chunks/gradient/form.ts';
import { gradientLayout } from '../../chunks/gradient/layout.ts';
import type { FormChoice } from '../../operator.ts';
import type { VlaSizes } from '../problem.ts';
import { stepwiseOption } from '../stepwise.ts';
import type { VlaGradientCall } from './buffers.ts';
import { gradientSteps } from './chunks/plan.ts';

/**
 * Which form of the gradient is faster on a device. Both have the same options (see {@link onlyOnProcessor}). One whose
 * chunks do not fit into one buffer goes step by step.
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

/** The first argument whose gradient is computed on the processor only, or null: it is no matter of updates alone. */
export function onlyOnProcessor({ options, given }: Pick<VlaGradientCall, 'options' | 'given'>): string | null {
  if (options.period > 0 && options.epsilon > 0) return 'stabilization.period';
  if (options.deltaFloor > 1) return 'stabilization.deltaFloor';
  if (options.renormalizeAbove > 0) return 'renormalizeAbove';
  const stepwise = stepwiseOption(options, (name) => given.has(name));
  if (stepwise) return stepwise.option;
  return given.has('initialInverse') ? 'initialInverse' : null;
}
