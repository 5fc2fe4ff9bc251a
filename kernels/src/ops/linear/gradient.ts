import { RECURRENT_ON_HOST, recurrentOrChunk } from '../call/recurrentOrChunk.ts';
import { runGradient } from '../call/runGradient.ts';
import type {
  LinearAttentionGradientInputs,
  LinearAttentionGradients,
  LinearAttentionOptions,
  RunOptions,
} from '../types.ts';
import { linearAttentionGradientChunkedJob } from './gradientChunked.ts';
import { linearAttentionGradientCpuJob } from './gradientCpu.ts';
import { linearGradientOnDevice } from './gradientForm.ts';
import { linearAttentionGradientProblem } from './gradientProblem.ts';
import { linearAttentionGradientReferenceJob } from './gradientReference.ts';

/**
 * The gradient of a loss with respect to the tensors of a {@link linearAttention} call. For tf.Tensors, use tf.grad and
 * the like on `linearAttention` itself.
 *
 * @param inputs the call's q, k [B,H,T,D], v [B,H,T,Dv] and states; and the gradient of the loss with respect to its
 *   results, at least one: outputGradient [B,H,T,Dv], finalMemoryGradient [B,H,Dv,D], finalNormalizerGradient [B,H,D]
 * @returns a gradient per tensor of the call, under its name and in its shape
 * @throws ArgumentError naming the argument that can't be used; DeviceError when the gradient overflows
 */
export async function linearAttentionGradient(
  inputs: LinearAttentionGradientInputs,
  options: LinearAttentionOptions & RunOptions = {},
): Promise<LinearAttentionGradients> {
  const problem = linearAttentionGradientProblem(inputs, options);
  const shape = {
    ...problem.forward,
    hasInitialMemory: inputs.initialMemory !== undefined,
    hasInitialNormalizer: inputs.initialNormalizer !== undefined,
  };
  const { form, reason } = recurrentOrChunk('linear', options.form, RECURRENT_ON_HOST);
  return runGradient({
    operator: 'linear',
    inputs,
    options,
    problem,
    form,
    formReason: reason,
    hostJobs: {
      reference: () => linearAttentionGradientReferenceJob(problem),
      cpu: () => linearAttentionGradientCpuJob(problem),
      chunked: () => linearAttentionGradientChunkedJob(problem, options.chunkLength),
    },
    onDevice: (device) => linearGradientOnDevice(shape, options, device),
    obstacle: null,
  });
}
