import { gradientShapes } from '../gradientProblem.ts';
import type { TensorGradient } from '../tensorKernel.ts';
import type { LinearAttentionOptions, RunOptions } from '../types.ts';
import { linearAttentionGradientCpuJob } from './gradientCpu.ts';
import { linearGradientDevicePlan, linearGradientForm } from './gradientForm.ts';
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
    const choice = linearGradientForm(shape, options.form, device, options.chunkLength);
    const plan = linearGradientDevicePlan(shape, choice, device, options.chunkLength);
    return {
      plan,
      states: {},
      shapes: gradientShapes(plan, shapes),
      form: choice.form,
      formReason: choice.reason,
    };
  },
  onHost: (inputs, options) => ({
    ...linearAttentionGradientCpuJob(linearAttentionGradientProblem(inputs as never, options)),
    form: 'recurrent',
    formReason: 'the only form',
  }),
};
