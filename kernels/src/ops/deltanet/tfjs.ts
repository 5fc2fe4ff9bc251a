import type { Tensor } from '@tensorflow/tfjs-core';
import { callTensorKernel, registerTensorGradient, registerTensorKernel } from '../call/tfjs.ts';
import type { TensorKernel } from '../call/tfjs.ts';
import type { DeltaNetInputs, DeltaNetResult, RunOptions } from '../types.ts';
import { deltaNetTensorGradient } from './gradientTfjs.ts';
import { deltaNetOnDevice } from './devicePlan.ts';
import { deltaNetHostJob } from './host.ts';
import { checkDeltaNetOptions, deltaNetProblem, deltaNetSizes } from './problem.ts';

const kernel: TensorKernel<RunOptions> = {
  kernelName: 'DeltaNet',
  operator: 'deltanet',
  results: () => ['output', 'finalMemory'],
  onDevice(shapes, options, device) {
    const sizes = deltaNetSizes(shapes as never);
    const { B, H, T, D, Dv } = sizes;
    const memory = {
      words: B * H * Dv * D,
      initial: shapes['initialMemory'] ? 'initialMemory' : null,
      result: 'finalMemory',
    };
    const constants: Record<string, Float32Array> = {};
    if (!shapes['beta']) constants['beta'] = new Float32Array(B * H * T).fill(1);
    return {
      ...deltaNetOnDevice(sizes, options, device),
      states: { memory: [memory] },
      constants,
      shapes: { output: [B, H, T, Dv], finalMemory: [B, H, Dv, D] },
    };
  },
  onHost(inputs, options) {
    const { job, form, reason } = deltaNetHostJob('cpu', deltaNetProblem(inputs as never), options);
    return { ...job, form, formReason: reason };
  },
};

registerTensorKernel(kernel);
registerTensorGradient({ kernel, ...deltaNetTensorGradient });

/** {@link deltaNet} for tf.Tensors, on tfjs's active backend. */
export function deltaNetOnTensors(inputs: DeltaNetInputs<Tensor>, options: RunOptions): DeltaNetResult<Tensor> {
  checkDeltaNetOptions(options);
  return callTensorKernel(kernel, inputs, options) as never;
}
