import type { KernelPlan } from '../../runtime/plan.ts';
import type { DeviceTraits } from '../../runtime/types.ts';
import { deltaRulePlan } from '../deltaRule/plan.ts';
import type { DeltaRule } from '../deltaRule/shape.ts';
import type { AttentionSizes } from '../validation/axes.ts';

/** DeltaNet reads with the keys that it writes with, and nothing decays. */
export function deltaNetRule(sizes: AttentionSizes): DeltaRule {
  return { operator: 'DeltaNet', sizes, reads: 'k', decays: false };
}

/** The plan of the step-by-step delta rule; DeviceError('limit') where the keys are too long. */
export function deltaNetPlan(sizes: AttentionSizes, device: Pick<DeviceTraits, 'adapter'>): KernelPlan {
  return deltaRulePlan(deltaNetRule(sizes), device);
}
