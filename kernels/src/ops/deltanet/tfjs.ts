import type { Tensor } from '@tensorflow/tfjs-core';
import { onlyForm } from '../runOnHost.ts';
import { callTensorKernel, registerTensorGradient, registerTensorKernel } from '../tensorKernel.ts';
import type { TensorKernel } from '../tensorKernel.ts';
import type { DeltaNetInputs, DeltaNetResult, RunOptions } from '../types.ts';
import { deltaNetCpuJob } from './cpu.ts';
import { deltaNetTensorGradient } from './gradientTfjs.ts';
import { deltaNetPlan } from './plan.ts';
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
      plan: deltaNetPlan(sizes, device),
      states: { memory: [memory] },
      constants,
      shapes: { output: [B, H, T, Dv], finalMemory: [B, H, Dv, D] },
      form: onlyForm('deltanet', 'recurrent', options.form),
      formReason: 'the only form',
    };
  },
  onHost(inputs, options) {
    const form = onlyForm('deltanet', 'recurrent', options.form);
    return { ...deltaNetCpuJob(deltaNetProblem(inputs as never)), form, formReason: 'the only form' };
  },
};

registerTensorKernel(kernel);
registerTensorGradient({ kernel, ...deltaNetTensorGradient });

/** {@link deltaNet} for tf.Tensors, on tfjs's active backend. */
export function deltaNetOnTensors(inputs: DeltaNetInputs<Tensor>, options: RunOptions): DeltaNetResult<Tensor> {
  checkDeltaNetOptions(options);
  return callTensorKernel(kernel, inputs, options) as never;
}
