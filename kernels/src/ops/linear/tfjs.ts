import type { Tensor } from '@tensorflow/tfjs-core';
import { onlyForm } from '../runOnHost.ts';
import { callTensorKernel, registerTensorGradient, registerTensorKernel } from '../tensorKernel.ts';
import type { TensorKernel } from '../tensorKernel.ts';
import type { LinearAttentionInputs, LinearAttentionOptions, LinearAttentionResult, RunOptions } from '../types.ts';
import { linearAttentionCpuJob } from './cpu.ts';
import { linearAttentionTensorGradient } from './gradientTfjs.ts';
import { linearAttentionPlan } from './plan.ts';
import { linearAttentionProblem, linearAttentionSettings, linearAttentionSizes } from './problem.ts';

type Options = LinearAttentionOptions & RunOptions;

const kernel: TensorKernel<Options> = {
  kernelName: 'LinearAttention',
  operator: 'linear',
  results: () => ['output', 'finalMemory', 'finalNormalizer'],
  onDevice(shapes, options) {
    const sizes = linearAttentionSizes(shapes as never);
    const { B, H, T, D, Dv } = sizes;
    const state = (words: number, initial: string, result: string) => [
      { words, initial: shapes[initial] ? initial : null, result },
    ];
    return {
      plan: linearAttentionPlan({ sizes, options: linearAttentionSettings(options) }),
      states: {
        memory: state(B * H * Dv * D, 'initialMemory', 'finalMemory'),
        normalizer: state(B * H * D, 'initialNormalizer', 'finalNormalizer'),
      },
      shapes: { output: [B, H, T, Dv], finalMemory: [B, H, Dv, D], finalNormalizer: [B, H, D] },
      form: onlyForm('linear', 'recurrent', options.form),
      formReason: 'the only form',
    };
  },
  onHost(inputs, options) {
    const form = onlyForm('linear', 'recurrent', options.form);
    const job = linearAttentionCpuJob(linearAttentionProblem(inputs as never, options));
    return { ...job, form, formReason: 'the only form' };
  },
};

registerTensorKernel(kernel);
registerTensorGradient({ kernel, ...linearAttentionTensorGradient });

/** {@link linearAttention} for tf.Tensors, on tfjs's active backend. */
export function linearAttentionOnTensors(
  inputs: LinearAttentionInputs<Tensor>,
  options: Options,
): LinearAttentionResult<Tensor> {
  linearAttentionSettings(options);
  return callTensorKernel(kernel, inputs, options) as never;
}
