import type { KernelPlan } from '../../runtime/plan.ts';
import type { DeviceTraits } from '../../runtime/types.ts';
import type { RecurrentOrChunk } from '../recurrentOrChunk.ts';
import type { AttentionSizes } from '../validation/attention.ts';
import { deltaNetChunkPlan } from './chunkPlan.ts';
import { deltaNetPlan } from './plan.ts';

/** The plan of a form on a device. */
export function deltaNetDevicePlan(
  sizes: AttentionSizes,
  form: RecurrentOrChunk['form'],
  device: DeviceTraits,
  chunkLength?: number,
): KernelPlan {
  return form === 'chunk' ? deltaNetChunkPlan(sizes, device, chunkLength) : deltaNetPlan(sizes, device);
}
