import type { TensorGradient } from '../tensorKernel.ts';
import type { RunOptions, SoftmaxAttentionOptions } from '../types.ts';
import { softmaxAttentionGradientCpuJob } from './gradientCpu.ts';
import { softmaxAttentionGradientProblem } from './gradientProblem.ts';

/** How tfjs differentiates `softmaxAttention`. */
export const softmaxAttentionTensorGradient: Omit<TensorGradient<SoftmaxAttentionOptions & RunOptions>, 'kernel'> = {
  differentiable: ['output'],
  onHost: (inputs, options) => ({
    ...softmaxAttentionGradientCpuJob(softmaxAttentionGradientProblem(inputs as never, options)),
    form: 'full',
    formReason: 'the only form',
  }),
};
