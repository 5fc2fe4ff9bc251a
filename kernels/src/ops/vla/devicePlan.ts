import type { KernelPlan } from '../../runtime/plan.ts';
import type { DeviceTraits } from '../../runtime/types.ts';
import { planThatFits } from '../call/fittingPlan.ts';
import type { PlanChoice, PlannedForm } from '../call/fittingPlan.ts';
import type { RunOptions } from '../types.ts';
import { vlaChunkPlan } from './chunk/plan.ts';
import type { VlaForm, VlaFormChoice } from './form.ts';
import { suitsForm } from './form.ts';
import { vlaRecurrentPlan } from './recurrent/plan.ts';
import { vlaStepsPlan } from './recurrent/twoPassPlan.ts';
import { segmentsFor, stepsInTwoPasses } from './preferredForm.ts';
import type { VlaProblem } from './problem.ts';

type Cut = Pick<RunOptions, 'chunkLength' | 'segments'>;

/**
 * The plan of a problem in a form that suits it: the chosen one, or another that suits it too where the device can't hold
 * that and the caller asked for none.
 *
 * @param args.choice what chooseForm gave
 * @param args.onlyChoice whether no other form may take its place
 */
export function vlaOnDevice(
  problem: VlaProblem,
  args: { readonly choice: VlaFormChoice; readonly onlyChoice: boolean } & Cut,
  device: DeviceTraits,
): PlannedForm<VlaForm> {
  const { choice, onlyChoice, ...cut } = args;
  function* choices(): Generator<PlanChoice<VlaForm>> {
    for (const plan of plansOf(problem, choice.form, device, cut)) yield { ...choice, plan };
    if (onlyChoice) return;
    // Whether a form suits takes a while to see, so it is asked only where the first does not fit.
    for (const form of ['chunk', 'recurrent'] as const) {
      if (form === choice.form || !suitsForm(problem, form)) continue;
      for (const plan of plansOf(problem, form, device, cut)) yield { form, reason: '', plan };
    }
  }
  return planThatFits(choices(), device.limits);
}

/** The plans of a form, the fastest first. */
function plansOf(
  problem: VlaProblem,
  form: VlaForm,
  device: DeviceTraits,
  { chunkLength, segments }: Cut,
): PlanChoice['plan'][] {
  if (form === 'recurrent') {
    const inTwoPasses = stepsInTwoPasses(problem.sizes, device.adapter) ? vlaStepsPlan(problem, device) : null;
    return [...(inTwoPasses ? [() => inTwoPasses] : []), () => vlaRecurrentPlan(problem, device)];
  }
  const chunks = (most?: number) => (): KernelPlan => vlaChunkPlan(problem, device, { chunkLength, segments: most });
  if (form === 'chunk') return [chunks()];
  return [chunks(segments ?? Math.max(2, segmentsFor(problem.sizes, device.adapter)))];
}
