import type { DeviceTraits } from '../../runtime/types.ts';
import type { FormOptions } from '../call/deviceGradient.ts';
import type { PlannedForm } from '../call/fittingPlan.ts';
import { recurrentOrChunkPlan } from '../call/recurrentOrChunk.ts';
import type { RecurrentOrChunk } from '../call/recurrentOrChunk.ts';
import type { AttentionSizes } from '../validation/attention.ts';
import { deltaNetChunkPlan } from './chunkPlan.ts';
import { preferredDeltaNetForm } from './form.ts';
import { deltaNetPlan } from './plan.ts';

/** The delta rule as a device computes it. */
export function deltaNetOnDevice(
  sizes: AttentionSizes,
  { form, chunkLength }: FormOptions,
  device: DeviceTraits,
  preferred = preferredDeltaNetForm(sizes, device.adapter),
): PlannedForm<RecurrentOrChunk['form']> {
  return recurrentOrChunkPlan({
    ...{ operator: 'deltanet', requested: form, preferred, limits: device.limits },
    plans: {
      recurrent: () => deltaNetPlan(sizes, device),
      chunk: () => deltaNetChunkPlan(sizes, device, chunkLength),
    },
  });
}
