import type { Tensor } from '@tensorflow/tfjs-core';
import type { KernelPlan } from '../../runtime/plan.ts';
import type { StatePart, TensorJob } from '../../runtime/tensorJob.ts';
import type { AdapterSummary, DeviceTraits } from '../../runtime/types.ts';
import type { HostTensor } from '../../tensor.ts';
import { fits } from '../call/fittingPlan.ts';
import { callTensorKernel, registerTensorGradient, registerTensorKernel } from '../call/tfjs.ts';
import type { TensorKernel } from '../call/tfjs.ts';
import type { RunOptions, VlaInputs, VlaOptions, VlaResult } from '../types.ts';
import { vlaOnDevice } from './devicePlan.ts';
import { packVlaState } from './deviceState.ts';
import { directionBounds } from './directionSize.ts';
import { chooseForm } from './form.ts';
import type { VlaForm, VlaFormChoice } from './form.ts';
import { vlaGradientForm } from './gradient/form.ts';
import { vlaGradientObstacle } from './gradient/shape.ts';
import { vlaTensorGradient } from './gradient/tfjs.ts';
import { vlaHostJob } from './host.ts';
import { keptVectors } from './recurrent/keptVectors.ts';
import { preferredDeviceForm, stepsInTwoPasses } from './preferredForm.ts';
import type { VlaProblem } from './problem.ts';
import { vlaProblem, vlaSettings, vlaSizes } from './problem.ts';
import { vlaStepsPlan } from './recurrent/twoPassPlan.ts';

type Options = VlaOptions & RunOptions;
type Shapes = Readonly<Record<string, readonly number[]>>;

const kernel: TensorKernel<Options> = {
  kernelName: 'VariationalLinearAttention',
  operator: 'vla',
  results: ({ keepIntermediates }) => [
    'output',
    'finalInverse',
    'finalMemory',
    'skippedUpdates',
    ...(keepIntermediates ? ['writeDirections', 'errors'] : []),
  ],
  onDevice(shapes, options, device, { differentiated }) {
    const problem = problemOf(shapes, options);
    const hasInverse = shapes['initialInverse'] !== undefined;
    const choice = deviceForm(problem, options, device.adapter, hasInverse);
    const onlyChoice = hasInverse || (options.form ?? 'auto') !== 'auto';
    const { plan, form, formReason } = vlaOnDevice(problem, { ...options, choice, onlyChoice }, device);
    const keeping = differentiated ? keepingPlan(problem, form, options, device, shapes) : null;
    const kept = keeping ? keptVectors(problem) : [];
    const job = deviceJob(problem, keeping ?? plan, shapes, kept);
    return { ...job, form, formReason, kept: kept.map(({ name }) => name) };
  },
  onHost(inputs, options) {
    const problem = vlaProblem(inputs as never, options);
    const { form, reason, job } = vlaHostJob('cpu', problem, options);
    return { ...job, form, formReason: reason };
  },
};

registerTensorKernel(kernel);
registerTensorGradient({ kernel, ...vlaTensorGradient });

/** {@link vla} for tf.Tensors, on tfjs's active backend. */
export function vlaOnTensors(inputs: VlaInputs<Tensor>, options: Options): VlaResult<Tensor> {
  vlaSettings(options);
  return callTensorKernel(kernel, inputs, options) as never;
}

/** A problem without numbers, which stay on the device. */
function problemOf(shapes: Shapes, options: Options): VlaProblem {
  const none: HostTensor = { shape: [], data: new Float32Array() };
  const inputs = { q: none, k: none, v: none, u: none, initialMemory: null, initialInverse: null };
  return { sizes: vlaSizes(shapes as never), inputs, options: vlaSettings(options) };
}

/**
 * As for arrays, but for one thing: whether an initial inverse on the device is positive definite can't be seen
 * here, so only the form that does not depend on it takes one.
 */
function deviceForm(
  problem: VlaProblem,
  options: Options,
  adapter: AdapterSummary,
  hasInverse: boolean,
): VlaFormChoice {
  if (hasInverse && (options.form ?? 'auto') === 'auto') {
    return { form: 'recurrent', reason: 'an initial inverse on the device may not be positive definite' };
  }
  return chooseForm(problem, options.form ?? 'auto', preferredDeviceForm(problem.sizes, adapter));
}

/**
 * The plan that keeps vectors for the gradient, or null: where that does not go step by step, or this call has no such
 * plan in two passes.
 */
function keepingPlan(
  problem: VlaProblem,
  form: VlaForm,
  options: Options,
  device: DeviceTraits,
  shapes: Shapes,
): KernelPlan | null {
  if (form !== 'recurrent' || !stepsInTwoPasses(problem.sizes, device.adapter)) return null;
  const hasInitialInverse = shapes['initialInverse'] !== undefined;
  if (problem.options.keepIntermediates || vlaGradientObstacle({ ...problem, hasInitialInverse })) return null;
  const gradient = vlaGradientForm(problem, options.form ?? 'auto', device, options.chunkLength);
  if (gradient.form !== 'recurrent') return null;
  const plan = vlaStepsPlan(problem, device, { keep: true });
  return plan && fits(plan, device.limits) ? plan : null;
}

function deviceJob(
  problem: VlaProblem,
  plan: KernelPlan,
  shapes: Shapes,
  kept: ReturnType<typeof keptVectors>,
): TensorJob {
  const { B, H, T, D, Dv } = problem.sizes;
  const heads = B * H;
  const inverse = heads * D * D;
  const parts: StatePart[] = [
    {
      words: inverse,
      initial: shapes['initialInverse'] ? 'initialInverse' : packVlaState(problem).subarray(0, inverse),
      result: 'finalInverse',
    },
    { words: heads * Dv * D, initial: shapes['initialMemory'] ? 'initialMemory' : null, result: 'finalMemory' },
    { words: heads, initial: null, result: 'skippedUpdates' },
  ];
  return {
    plan,
    rowBounds: directionBounds(problem),
    states: { state: parts },
    shapes: {
      output: [B, H, T, Dv],
      finalInverse: [B, H, D, D],
      finalMemory: [B, H, Dv, D],
      skippedUpdates: [B, H],
      ...(problem.options.keepIntermediates && { writeDirections: [B, H, T, D], errors: [B, H, T, Dv] }),
      ...Object.fromEntries(kept.map(({ name, shape }) => [name, shape])),
    },
  };
}
