import type { TensorGradient } from '../tensorKernel.ts';
import type { RunOptions } from '../types.ts';
import { deltaNetGradientCpuJob } from './gradientCpu.ts';
import { DELTANET_DIFFERENTIABLE, deltaNetGradientProblem } from './gradientProblem.ts';

/** How tfjs differentiates `deltaNet`. */
export const deltaNetTensorGradient: Omit<TensorGradient<RunOptions>, 'kernel'> = {
  differentiable: DELTANET_DIFFERENTIABLE,
  onHost: (inputs) => ({
    ...deltaNetGradientCpuJob(deltaNetGradientProblem(inputs as never)),
    form: 'recurrent',
    formReason: 'the only form',
  }),
};
