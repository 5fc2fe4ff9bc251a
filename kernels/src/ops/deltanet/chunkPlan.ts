import type { KernelPlan } from '../../runtime/plan.ts';
import type { DeviceTraits } from '../../runtime/types.ts';
import { deltaRuleChunkPlan } from '../deltaRule/chunkPlan.ts';
import type { AttentionSizes } from '../validation/axes.ts';
import { deltaNetRule } from './plan.ts';

/**
 * The chunk form of the delta rule on a device. Buffers as in the recurrent form.
 *
 * @param chunkLength steps per chunk. Default 32
 */
export function deltaNetChunkPlan(sizes: AttentionSizes, device: DeviceTraits, chunkLength?: number): KernelPlan {
  return deltaRuleChunkPlan(deltaNetRule(sizes), device, chunkLength);
}
