import { ArgumentError } from '../../errors.ts';
import { gradientShapes } from '../gradientProblem.ts';
import type { TensorGradient } from '../tensorKernel.ts';
import type { RunOptions, VlaOptions } from '../types.ts';
import { vlaGradientCpuJob } from './gradientCpu.ts';
import { vlaGradientDevicePlan, vlaGradientForm } from './gradientForm.ts';
import { ON_PROCESSOR, vlaGradientObstacle } from './gradientPlan.ts';
import { VLA_DIFFERENTIABLE, vlaGradientProblem } from './gradientProblem.ts';
import { KEPT_VECTORS } from './keptVectors.ts';
import { vlaSettings, vlaSizes } from './problem.ts';

/** How tfjs differentiates `vla`. */
export const vlaTensorGradient: Omit<TensorGradient<VlaOptions & RunOptions>, 'kernel'> = {
  differentiable: VLA_DIFFERENTIABLE,
  check({ keepIntermediates }) {
    if (!keepIntermediates) return;
    const problem = 'there is no gradient through writeDirections and errors; leave it out of calls to differentiate';
    throw new ArgumentError('keepIntermediates', problem);
  },
  kept: KEPT_VECTORS,
  onDevice(shapes, options, device, { zeros }) {
    const shape = {
      sizes: vlaSizes(shapes as never),
      options: vlaSettings(options),
      hasInitialMemory: shapes['initialMemory'] !== undefined,
      hasInitialInverse: shapes['initialInverse'] !== undefined,
      hasFinalMemoryGradient: !zeros.has('finalMemoryGradient'),
      hasFinalInverseGradient: !zeros.has('finalInverseGradient'),
      hasKept: shapes['lengths'] !== undefined,
    };
    const obstacle = vlaGradientObstacle(shape);
    if (obstacle) throw new ArgumentError(obstacle, `${ON_PROCESSOR}; tfjs’s backends "cpu" and "wasm" have it`);
    const choice = vlaGradientForm(shape, options.form ?? 'auto', device, options.chunkLength);
    const plan = vlaGradientDevicePlan(shape, choice, device, options.chunkLength);
    return {
      plan,
      states: {},
      shapes: gradientShapes(plan, shapes),
      form: choice.form,
      formReason: choice.reason,
    };
  },
  onHost: (inputs, options) => ({
    ...vlaGradientCpuJob(vlaGradientProblem(inputs as never, options)),
    form: 'recurrent',
    formReason: 'the only form',
  }),
};
