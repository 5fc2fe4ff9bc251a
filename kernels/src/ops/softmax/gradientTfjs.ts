import type { TensorGradient } from '../call/tfjs.ts';
import type { RunOptions, SoftmaxAttentionOptions } from '../types.ts';
import { softmaxAttentionGradientCpuJob } from './gradientCpu.ts';
import { softmaxAttentionGradientOnDevice } from './gradientPlan.ts';
import { softmaxAttentionGradientProblem } from './gradientProblem.ts';
import { softmaxAttentionSettings, softmaxAttentionSizes } from './problem.ts';

/** How tfjs differentiates `softmaxAttention`. */
export const softmaxAttentionTensorGradient: Omit<TensorGradient<SoftmaxAttentionOptions & RunOptions>, 'kernel'> = {
  differentiable: ['output'],
  onDevice(shapes, options) {
    const sizes = softmaxAttentionSizes(shapes as never);
    return softmaxAttentionGradientOnDevice({ sizes, options: softmaxAttentionSettings(options, sizes) });
  },
  onHost: (inputs, options) => ({
    ...softmaxAttentionGradientCpuJob(softmaxAttentionGradientProblem(inputs as never, options)),
    form: 'full',
    formReason: 'the only form',
  }),
};
