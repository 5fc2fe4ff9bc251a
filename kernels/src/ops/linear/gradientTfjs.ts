import type { TensorGradient } from '../tensorKernel.ts';
import type { LinearAttentionOptions, RunOptions } from '../types.ts';
import { linearAttentionGradientCpuJob } from './gradientCpu.ts';
import { LINEAR_ATTENTION_DIFFERENTIABLE, linearAttentionGradientProblem } from './gradientProblem.ts';

/** How tfjs differentiates `linearAttention`. */
export const linearAttentionTensorGradient: Omit<TensorGradient<LinearAttentionOptions & RunOptions>, 'kernel'> = {
  differentiable: LINEAR_ATTENTION_DIFFERENTIABLE,
  onHost: (inputs, options) => ({
    ...linearAttentionGradientCpuJob(linearAttentionGradientProblem(inputs as never, options)),
    form: 'recurrent',
    formReason: 'the only form',
  }),
};
