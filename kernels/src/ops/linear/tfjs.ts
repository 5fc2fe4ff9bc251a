import type { Tensor } from '@tensorflow/tfjs-core';
import { recurrentOrChunk } from '../recurrentOrChunk.ts';
import { callTensorKernel, registerTensorGradient, registerTensorKernel } from '../tensorKernel.ts';
import type { TensorKernel } from '../tensorKernel.ts';
import type { LinearAttentionInputs, LinearAttentionOptions, LinearAttentionResult, RunOptions } from '../types.ts';
import { linearAttentionChunkPlan } from './chunkPlan.ts';
import { preferredDeviceForm } from './form.ts';
import { linearAttentionTensorGradient } from './gradientTfjs.ts';
import { linearAttentionHostJob } from './host.ts';
import { linearAttentionRecurrentPlan } from './plan.ts';
import { linearAttentionProblem, linearAttentionSettings, linearAttentionSizes } from './problem.ts';

type Options = LinearAttentionOptions & RunOptions;

const kernel: TensorKernel<Options> = {
  kernelName: 'LinearAttention',
  operator: 'linear',
  results: () => ['output', 'finalMemory', 'finalNormalizer'],
  onDevice(shapes, options, device) {
    const sizes = linearAttentionSizes(shapes as never);
    const { B, H, T, D, Dv } = sizes;
    const { form, reason } = recurrentOrChunk('linear', options.form, preferredDeviceForm(sizes, device.adapter));
    const call = { sizes, options: linearAttentionSettings(options) };
    const state = (words: number, initial: string, result: string) => [
      { words, initial: shapes[initial] ? initial : null, result },
    ];
    return {
      plan:
        form === 'chunk'
          ? linearAttentionChunkPlan(call, device, options.chunkLength)
          : linearAttentionRecurrentPlan(call),
      states: {
        memory: state(B * H * Dv * D, 'initialMemory', 'finalMemory'),
        normalizer: state(B * H * D, 'initialNormalizer', 'finalNormalizer'),
      },
      shapes: { output: [B, H, T, Dv], finalMemory: [B, H, Dv, D], finalNormalizer: [B, H, D] },
      form,
      formReason: reason,
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
