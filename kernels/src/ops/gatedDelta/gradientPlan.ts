import type { KernelPlan } from '../../runtime/plan.ts';
import type { DeviceTraits } from '../../runtime/types.ts';
import { deltaRuleGradientPlan } from '../deltaRule/gradient/plan.ts';
import type { DeltaRuleGradientShape } from '../deltaRule/gradient/shape.ts';
import type { GradientCall } from '../operator.ts';
import { gatedDeltaRule } from './plan.ts';
import type { GatedDeltaProblem } from './problem.ts';

/** What a plan of the gradient depends on. */
function gatedDeltaGradientShape({
  sizes,
  options,
  given: names,
}: GradientCall<GatedDeltaProblem>): DeltaRuleGradientShape {
  const given = { p: names.has('p'), beta: names.has('beta'), gamma: names.has('gamma') };
  return { rule: gatedDeltaRule({ sizes, options, given }), given, hasInitialMemory: names.has('initialMemory') };
}

/**
 * The gradient on a device, step by step. Inputs are those of the call, with write strengths and decays, and outputGradient,
 * finalMemoryGradient; outputs qGradient and so on, for each tensor that the call was given.
 */
export function gatedDeltaGradientPlan(call: GradientCall<GatedDeltaProblem>, device: DeviceTraits): KernelPlan {
  return deltaRuleGradientPlan(gatedDeltaGradientShape(call), device);
}
