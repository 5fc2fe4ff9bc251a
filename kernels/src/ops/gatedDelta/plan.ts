import type { KernelPlan } from '../../runtime/plan.ts';
import type { DeviceTraits } from '../../runtime/types.ts';
import { deltaRuleChunkPlan } from '../deltaRule/chunkPlan.ts';
import { deltaRulePlan } from '../deltaRule/plan.ts';
import type { DeltaRule } from '../deltaRule/shape.ts';
import type { GatedDeltaProblem } from './problem.ts';

/** What plans depend on: a device does without read keys and decays that the call has not. */
export type GatedDeltaShape = Pick<GatedDeltaProblem, 'sizes' | 'options' | 'given'>;

export function gatedDeltaRule({ sizes, options, given }: GatedDeltaShape): DeltaRule {
  const reads = given.p ? 'p' : 'k';
  return {
    operator: 'gated delta rule',
    sizes,
    reads: options.error === 'residual' ? reads : null,
    decays: given.gamma,
  };
}

/** The plan step by step; DeviceError('limit') where the keys are too long. */
export function gatedDeltaPlan(shape: GatedDeltaShape, device: DeviceTraits): KernelPlan {
  return deltaRulePlan(gatedDeltaRule(shape), device);
}

/**
 * The plan of the chunk form. Buffers as step by step.
 *
 * @param chunkLength steps per chunk. Default 32
 */
export function gatedDeltaChunkPlan(shape: GatedDeltaShape, device: DeviceTraits, chunkLength?: number): KernelPlan {
  return deltaRuleChunkPlan(gatedDeltaRule(shape), device, chunkLength);
}
