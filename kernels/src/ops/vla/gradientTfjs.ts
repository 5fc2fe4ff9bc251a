import { ArgumentError } from '../../errors.ts';
import type { TensorGradient } from '../tensorKernel.ts';
import type { RunOptions, VlaOptions } from '../types.ts';
import { vlaGradientCpuJob } from './gradientCpu.ts';
import { VLA_DIFFERENTIABLE, vlaGradientProblem } from './gradientProblem.ts';

/** How tfjs differentiates `vla`. */
export const vlaTensorGradient: Omit<TensorGradient<VlaOptions & RunOptions>, 'kernel'> = {
  differentiable: VLA_DIFFERENTIABLE,
  check({ keepIntermediates }) {
    if (!keepIntermediates) return;
    const problem = 'there is no gradient through writeDirections and errors; leave it out of calls to differentiate';
    throw new ArgumentError('keepIntermediates', problem);
  },
  onHost: (inputs, options) => ({
    ...vlaGradientCpuJob(vlaGradientProblem(inputs as never, options)),
    form: 'recurrent',
    formReason: 'the only form',
  }),
};
