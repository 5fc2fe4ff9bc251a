import type { Tensor } from '@tensorflow/tfjs-core';
import { onlyForm } from '../call/runOnHost.ts';
import { callTensorKernel, registerTensorGradient, registerTensorKernel } from '../call/tfjs.ts';
import type { TensorKernel } from '../call/tfjs.ts';
import type { RunOptions, SoftmaxAttentionInputs, SoftmaxAttentionOptions, SoftmaxAttentionResult } from '../types.ts';
import { softmaxAttentionCpuJob } from './cpu.ts';
import { softmaxAttentionTensorGradient } from './gradientTfjs.ts';
import { softmaxAttentionPlan } from './plan.ts';
import { softmaxAttentionProblem, softmaxAttentionSettings, softmaxAttentionSizes } from './problem.ts';

type Options = SoftmaxAttentionOptions & RunOptions;

const kernel: TensorKernel<Options> = {
  kernelName: 'CausalSoftmaxAttention',
  operator: 'softmax',
  results: () => ['output'],
  onDevice(shapes, options, device) {
    const sizes = softmaxAttentionSizes(shapes as never);
    const { B, H, T, Dv } = sizes;
    return {
      plan: softmaxAttentionPlan({ sizes, options: softmaxAttentionSettings(options, sizes) }, device),
      states: {},
      shapes: { output: [B, H, T, Dv] },
      form: onlyForm('softmax', 'full', options.form),
      formReason: 'the only form',
    };
  },
  onHost(inputs, options) {
    const form = onlyForm('softmax', 'full', options.form);
    const job = softmaxAttentionCpuJob(softmaxAttentionProblem(inputs as never, options));
    return { ...job, form, formReason: 'the only form' };
  },
};

registerTensorKernel(kernel);
registerTensorGradient({ kernel, ...softmaxAttentionTensorGradient });

/** {@link softmaxAttention} for tf.Tensors, on tfjs's active backend. */
export function softmaxAttentionOnTensors(
  inputs: SoftmaxAttentionInputs<Tensor>,
  options: Options,
): SoftmaxAttentionResult<Tensor> {
  return callTensorKernel(kernel, inputs, options) as never;
}
