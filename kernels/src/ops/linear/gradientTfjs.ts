import { gradientShapes } from '../gradientProblem.ts';
import type { TensorGradient } from '../tensorKernel.ts';
import type { LinearAttentionOptions, RunOptions } from '../types.ts';
import { linearAttentionGradientCpuJob } from './gradientCpu.ts';
import { linearAttentionGradientPlan } from './gradientPlan.ts';
import { LINEAR_ATTENTION_DIFFERENTIABLE, linearAttentionGradientProblem } from './gradientProblem.ts';
import { linearAttentionSettings, linearAttentionSizes } from './problem.ts';

/** How tfjs differentiates `linearAttention`. */
export const linearAttentionTensorGradient: Omit<TensorGradient<LinearAttentionOptions & RunOptions>, 'kernel'> = {
  differentiable: LINEAR_ATTENTION_DIFFERENTIABLE,
  onDevice(shapes, options, device) {
    const plan = linearAttentionGradientPlan(
      {
        sizes: linearAttentionSizes(shapes as never),
        options: linearAttentionSettings(options),
        hasInitialMemory: shapes['initialMemory'] !== undefined,
        hasInitialNormalizer: shapes['initialNormalizer'] !== undefined,
      },
      device,
    );
    return {
      plan,
      states: {},
      shapes: gradientShapes(plan, shapes),
      form: 'recurrent',
      formReason: 'the only form',
    };
  },
  onHost: (inputs, options) => ({
    ...linearAttentionGradientCpuJob(linearAttentionGradientProblem(inputs as never, options)),
    form: 'recurrent',
    formReason: 'the only form',
  }),
};
