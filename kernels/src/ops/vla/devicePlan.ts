import type { KernelPlan } from '../../runtime/plan.ts';
import type { DeviceTraits } from '../../runtime/types.ts';
import type { RunOptions } from '../types.ts';
import { vlaChunkPlan } from './chunkPlan.ts';
import type { VlaForm } from './form.ts';
import { vlaRecurrentPlan } from './plan.ts';
import { vlaStepsPlan } from './stepsPlan.ts';
import { segmentsFor, stepsInTwoPasses } from './preferredForm.ts';
import type { VlaProblem } from './problem.ts';

/** The plan of a problem in a form that suits it. */
export function vlaDevicePlan(
  problem: VlaProblem,
  form: VlaForm,
  device: DeviceTraits,
  { chunkLength, segments }: Pick<RunOptions, 'chunkLength' | 'segments'>,
): KernelPlan {
  if (form === 'recurrent') {
    const inTwoPasses = stepsInTwoPasses(problem.sizes, device.adapter) ? vlaStepsPlan(problem, device) : null;
    return inTwoPasses ?? vlaRecurrentPlan(problem, device);
  }
  if (form === 'chunk') return vlaChunkPlan(problem, device, { chunkLength });
  const most = segments ?? Math.max(2, segmentsFor(problem.sizes, device.adapter));
  return vlaChunkPlan(problem, device, { chunkLength, segments: most });
}
