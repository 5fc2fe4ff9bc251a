import type { DeviceTraits } from '../../runtime/types.ts';
import type { FormOptions } from '../call/deviceGradient.ts';
import type { PlannedForm } from '../call/fittingPlan.ts';
import { recurrentOrChunkPlan } from '../call/recurrentOrChunk.ts';
import type { RecurrentOrChunk } from '../call/recurrentOrChunk.ts';
import { linearAttentionChunkPlan } from './chunkPlan.ts';
import { preferredDeviceForm } from './form.ts';
import { linearAttentionRecurrentPlan } from './plan.ts';
import type { LinearAttentionProblem } from './problem.ts';

/** Linear attention as a device computes it. */
export function linearAttentionOnDevice(
  call: Pick<LinearAttentionProblem, 'sizes' | 'options'>,
  { form, chunkLength }: FormOptions,
  device: DeviceTraits,
  preferred = preferredDeviceForm(call.sizes, device.adapter),
): PlannedForm<RecurrentOrChunk['form']> {
  return recurrentOrChunkPlan({
    ...{ operator: 'linear', requested: form, preferred, limits: device.limits },
    plans: {
      recurrent: () => linearAttentionRecurrentPlan(call),
      chunk: () => linearAttentionChunkPlan(call, device, chunkLength),
    },
  });
}
