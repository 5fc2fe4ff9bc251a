import type { TensorGradient } from '../call/tfjs.ts';
import type { LinearAttentionOptions, RunOptions } from '../types.ts';
import { linearAttentionGradientCpuJob } from './gradientCpu.ts';
import { linearGradientOnDevice } from './gradientForm.ts';
import { LINEAR_ATTENTION_DIFFERENTIABLE, linearAttentionGradientProblem } from './gradientProblem.ts';
import { linearAttentionSettings, linearAttentionSizes } from './problem.ts';

/** How tfjs differentiates `linearAttention`. */
export const linearAttentionTensorGradient: Omit<TensorGradient<LinearAttentionOptions & RunOptions>, 'kernel'> = {
  differentiable: LINEAR_ATTENTION_DIFFERENTIABLE,
  onDevice(shapes, options, device) {
    const shape = {
      sizes: linearAttentionSizes(shapes as never),
      options: linearAttentionSettings(options),
      hasInitialMemory: shapes['initialMemory'] !== undefined,
      hasInitialNormalizer: shapes['initialNormalizer'] !== undefined,
    };
    return linearGradientOnDevice(shape, options, device);
  },
  onHost: (inputs, options) => ({
    ...linearAttentionGradientCpuJob(linearAttentionGradientProblem(inputs as never, options)),
    form: 'recurrent',
    formReason: 'the only form',
  }),
};
