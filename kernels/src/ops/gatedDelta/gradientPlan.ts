import type { KernelPlan } from '../../runtime/plan.ts';
import type { AdapterSummary } from '../../runtime/types.ts';
import { deltaRuleGradientPlan } from '../deltaRule/gradient/plan.ts';
import { gatedDeltaRule } from './plan.ts';
import type { GatedDeltaShape } from './plan.ts';

/** What plans of the gradient depend on. */
export interface GatedDeltaGradientShape extends GatedDeltaShape {
  readonly hasInitialMemory: boolean;
}

/**
 * The gradient on a device, step by step. Inputs are those of the call, with write strengths and decays, and outputGradient,
 * finalMemoryGradient; outputs qGradient and so on, for each tensor that the call was given.
 */
export function gatedDeltaGradientPlan(shape: GatedDeltaGradientShape, adapter: AdapterSummary): KernelPlan {
  const { given, hasInitialMemory } = shape;
  return deltaRuleGradientPlan({ rule: gatedDeltaRule(shape), given, hasInitialMemory }, adapter);
}
