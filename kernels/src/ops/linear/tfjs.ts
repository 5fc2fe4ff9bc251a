import type { Tensor } from '@tensorflow/tfjs-core';
import { callTensorKernel, registerTensorGradient, registerTensorKernel } from '../call/tfjs.ts';
import type { TensorKernel } from '../call/tfjs.ts';
import type { LinearAttentionInputs, LinearAttentionOptions, LinearAttentionResult, RunOptions } from '../types.ts';
import { linearAttentionOnDevice } from './devicePlan.ts';
import { linearAttentionTensorGradient } from './gradientTfjs.ts';
import { linearAttentionHostJob } from './host.ts';
import { linearAttentionProblem, linearAttentionSettings, linearAttentionSizes } from './problem.ts';

type Options = LinearAttentionOptions & RunOptions;

const kernel: TensorKernel<Options> = {
  kernelName: 'LinearAttention',
  operator: 'linear',
  results: () => ['output', 'finalMemory', 'finalNormalizer'],
  onDevice(shapes, options, device) {
    const sizes = linearAttentionSizes(shapes as never);
    const { B, H, T, D, Dv } = sizes;
    const call = { sizes, options: linearAttentionSettings(options) };
    const state = (words: number, initial: string, result: string) => [
      { words, initial: shapes[initial] ? initial : null, result },
    ];
    return {
      ...linearAttentionOnDevice(call, options, device),
      states: {
        memory: state(B * H * Dv * D, 'initialMemory', 'finalMemory'),
        normalizer: state(B * H * D, 'initialNormalizer', 'finalNormalizer'),
      },
      shapes: { output: [B, H, T, Dv], finalMemory: [B, H, Dv, D], finalNormalizer: [B, H, D] },
    };
  },
  onHost(inputs, options) {
    const { job, form, reason } = linearAttentionHostJob(
      'cpu',
      linearAttentionProblem(inputs as never, options),
      options,
    );
    return { ...job, form, formReason: reason };
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
