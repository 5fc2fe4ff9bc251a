import type { KernelPlan } from '../../runtime/plan.ts';
import type { DeviceTraits } from '../../runtime/types.ts';
import { deltaRuleChunkPlan } from '../deltaRule/chunkPlan.ts';
import { deltaRulePlan } from '../deltaRule/plan.ts';
import type { DeltaRule } from '../deltaRule/shape.ts';
import type { AttentionSizes } from '../validation/axes.ts';
import { deviceTraits, sizesOfCall } from '../validation/shapes.ts';

/** DeltaNet reads with the keys that it writes with, and nothing decays. */
function deltaNetRule(sizes: AttentionSizes): DeltaRule {
  return { operator: 'DeltaNet', sizes, reads: 'k', decays: false };
}

/** The plan of the step-by-step delta rule; DeviceError('limit') where the keys are too long. */
export function deltaNetPlan(sizes: AttentionSizes, device: DeviceTraits): KernelPlan {
  sizesOfCall('sizes', sizes);
  deviceTraits('device', device);
  return deltaRulePlan(deltaNetRule(sizes), device);
}

/**
 * The chunk form of the delta rule on a device. Buffers as in the recurrent form.
 *
 * @param chunkLength steps per chunk. Default 32
 */
export function deltaNetChunkPlan(sizes: AttentionSizes, device: DeviceTraits, chunkLength?: number): KernelPlan {
  return deltaRuleChunkPlan(deltaNetRule(sizes), device, chunkLength);
}
