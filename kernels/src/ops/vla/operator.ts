import { ArgumentError, DeviceError } from '../../errors.ts';
import type { KernelPlan } from '../../runtime/plan.ts';
import type { DeviceTraits, Form } from '../../runtime/types.ts';
import type { HostTensor } from '../../tensor.ts';
import { fits } from '../call/form.ts';
import { operatorLabels } from '../labels.ts';
import type { Cut, FormChoice, KeepingPlan, Operator } from '../operator.ts';
import { vlaChunkPlan } from './chunk/plan.ts';
import { startsDefinite } from './definite.ts';
import { directionBounds } from './directionSize.ts';
import { preferredVlaForm, segmentsFor, stepsInTwoPasses, vlaObstacle } from './form.ts';
import { vlaGradientChunkedJob } from './gradient/chunked.ts';
import { vlaGradientChunkPlan } from './gradient/chunks/plan.ts';
import { vlaGradientCpuJob } from './gradient/cpu.ts';
import { generalOption, onlyOnProcessor, preferredVlaGradientForm, vlaGradientObstacle } from './gradient/form.ts';
import { vlaGradientGeneralPlan } from './gradient/general/plan.ts';
import { vlaGradientReferenceJob } from './gradient/reference.ts';
import { vlaGradientPlan } from './gradient/sweeps/plan.ts';
import { vlaGradientWasm } from './gradient/wasm.ts';
import { vlaGrowthWarning } from './growth.ts';
import { vlaChunkedJob } from './host/chunked.ts';
import { vlaCpuJob } from './host/cpu.ts';
import type { VlaCallOptions, VlaProblem } from './problem.ts';
import { vlaSignature } from './problem.ts';
import { KEPT_VECTORS, keptVectors } from './gradient/buffers.ts';
import type { VlaGradientCall } from './gradient/buffers.ts';
import { vlaGeneralPlan } from './recurrent/general/plan.ts';
import { vlaRecurrentPlan } from './recurrent/plan.ts';
import { vlaStepsPlan } from './recurrent/twoPassPlan.ts';
import { vlaReferenceJob } from './reference.ts';
import { generalStepsArgument } from './stepwise.ts';
import { vlaWasm } from './wasm.ts';

export const vlaOperator: Operator<VlaProblem, VlaCallOptions> = {
  name: 'vla',
  label: operatorLabels.vla,
  kernelName: 'VariationalLinearAttention',
  ...vlaSignature,
  example: {
    inputs: { q: 'normal', k: 'unit', v: 'normal', u: 'short' },
    options: [
      ['normalized residual', { lambda0: 0.1 }],
      ['plain residual', { lambda0: 0.1, write: 'plain' }],
      ['plain additive', { lambda0: 0.1, write: 'plain', error: 'additive' }],
      ['periodic nudge', { lambda0: 0.1, stabilization: { period: 20, epsilon: 1e-3 } }],
    ],
  },
  states: {
    state: [
      { input: 'initialInverse', result: 'finalInverse', initial: startingInverse },
      { input: 'initialMemory', result: 'finalMemory' },
      { input: null, result: 'skippedUpdates' },
    ],
  },
  forms: ['recurrent', 'chunk', 'parallel'],
  obstacle: vlaObstacle,
  warning: vlaGrowthWarning,
  watch:
    (options) =>
    ({ inputs, diverged }) =>
      diverged ? vlaGrowthWarning(inputs, options, null) : null,
  neutral: { memoryDecay: 1, penaltyDecay: 1 },
  addedOver,
  reference: vlaReferenceJob,
  cpu: vlaCpuJob,
  chunked: (problem, { form, segments = Infinity, ...cut }) =>
    vlaChunkedJob(problem, { ...cut, segments: form === 'parallel' ? segments : 1 }),
  wasm: vlaWasm,
  preferred: (problem, device) => preferredVlaForm(problem.sizes, device, generalStepsArgument(problem) !== null),
  plan,
  rowBounds: directionBounds,
  flops: ({ T, R, D, Dv }) => T * ((4 * R + 2) * D * D + 6 * D * Dv),
  retry,
  keeping,
  gradient: {
    forms: ['recurrent', 'chunk'],
    kept: KEPT_VECTORS,
    reference: vlaGradientReferenceJob,
    cpu: vlaGradientCpuJob,
    chunked: vlaGradientChunkedJob,
    wasm: vlaGradientWasm,
    preferred: (call, device, chunkLength) =>
      preferredVlaGradientForm(call.sizes, device, { chunkLength, inGeneralSteps: generalOption(call) !== null }),
    plan: gradientPlan,
    obstacle: vlaGradientObstacle,
    onlyOnProcessor,
    check({ keepIntermediates }) {
      if (!keepIntermediates) return;
      const problem = 'there is no gradient through writeDirections and errors; leave it out of calls to differentiate';
      throw new ArgumentError('keepIntermediates', problem);
    },
  },
};

/** I/λ0 for every head. */
function startingInverse({ sizes: { B, H, D }, options }: VlaProblem): Float64Array {
  const inverse = new Float64Array(B * H * D * D);
  for (let row = 0; row < B * H * D; row++) inverse[row * D + (row % D)] = 1 / options.lambda0;
  return inverse;
}

/** Steps without keys and directions still nudge A; and where updates are skipped below more than 1, theirs are. */
function addedOver({ sizes: { T, R }, options }: Pick<VlaProblem, 'sizes' | 'options'>, from: number) {
  const { period, epsilon, firstStep, deltaFloor } = options;
  const nudgesBefore = (step: number): number => (period > 0 ? Math.floor((firstStep + step) / period) : 0);
  const skipped = deltaFloor > 1 ? R * (T - from) : 0;
  const nudges = nudgesBefore(T) - nudgesBefore(from);
  return { finalInverse: nudges * epsilon + skipped * deltaFloor, skippedUpdates: skipped };
}

function plan(problem: VlaProblem, form: Form, device: DeviceTraits, { chunkLength, segments }: Cut): KernelPlan {
  if (form === 'recurrent') {
    if (generalStepsArgument(problem)) return vlaGeneralPlan(problem, device);
    const inTwoPasses = stepsInTwoPasses(problem.sizes, device) ? vlaStepsPlan(problem, device) : null;
    return inTwoPasses && fits(inTwoPasses, device.limits) ? inTwoPasses : vlaRecurrentPlan(problem, device);
  }
  const most = form === 'parallel' ? (segments ?? Math.max(2, segmentsFor(problem.sizes, device.adapter))) : undefined;
  return vlaChunkPlan(problem, device, { chunkLength, segments: most });
}

function gradientPlan(call: VlaGradientCall, form: Form, device: DeviceTraits, chunkLength?: number): KernelPlan {
  if (form === 'chunk') return vlaGradientChunkPlan(call, device.adapter, chunkLength);
  return generalOption(call) ? vlaGradientGeneralPlan(call, device) : vlaGradientPlan(call, device);
}

/** Chunks do not hold where a pivot could not be used, which they count as a skipped update. */
function retry(problem: VlaProblem, result: object, form: Form, asked: boolean): FormChoice | null {
  const { skippedUpdates } = result as { readonly skippedUpdates: HostTensor };
  if (form === 'recurrent' || !skippedUpdates.data.some((count) => count > 0)) return null;
  if (!asked) return { form: 'recurrent', reason: `the ${form} form met an update that has to be skipped` };
  throw new DeviceError(
    'non-finite',
    startsDefinite(problem)
      ? `diverged: A is no longer positive definite; lambda0 is too small for float32. "recurrent" reports the step`
      : `an update would be skipped, which the ${form} form can not do; use "recurrent"`,
  );
}

/** Where neither the call nor its gradient goes by chunks, two passes can keep what the gradient would compute again. */
function keeping(problem: VlaProblem, form: Form, device: DeviceTraits, options: VlaCallOptions): KeepingPlan | null {
  const { sizes, options: settings, inputs } = problem;
  if (generalStepsArgument(problem)) return null;
  if (form !== 'recurrent' || settings.keepIntermediates || !stepsInTwoPasses(sizes, device)) return null;
  const given = new Set(inputs.initialInverse ? ['initialInverse'] : []);
  if (onlyOnProcessor({ options: settings, given }) || generalOption({ options: settings, given })) return null;
  const asked = options.form ?? 'auto';
  const gradientForm = asked === 'auto' ? preferredVlaGradientForm(sizes, device, options).form : asked;
  if (gradientForm !== 'recurrent') return null;
  const twoPasses = vlaStepsPlan(problem, device, { keep: true });
  if (!twoPasses || !fits(twoPasses, device.limits)) return null;
  return { plan: twoPasses, kept: Object.fromEntries(keptVectors(problem).map(({ name, shape }) => [name, shape])) };
}
