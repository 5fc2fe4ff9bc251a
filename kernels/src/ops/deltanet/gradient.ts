import { RECURRENT_ON_HOST, recurrentOrChunk } from '../call/recurrentOrChunk.ts';
import { runGradient } from '../call/runGradient.ts';
import type { DeltaNetGradientInputs, DeltaNetGradients, RunOptions } from '../types.ts';
import { deltaNetGradientChunkedJob } from './gradientChunked.ts';
import { deltaNetGradientCpuJob } from './gradientCpu.ts';
import { deltaNetGradientOnDevice } from './gradientForm.ts';
import { deltaNetGradientProblem } from './gradientProblem.ts';
import { deltaNetGradientReferenceJob } from './gradientReference.ts';

/**
 * The gradient of a loss with respect to the tensors of a {@link deltaNet} call. For tf.Tensors, use tf.grad and the like
 * on `deltaNet` itself.
 *
 * @param inputs the call's q, k [B,H,T,D], v [B,H,T,Dv], beta [B,H,T] and initialMemory; and the gradient of the loss with
 *   respect to its results, at least one: outputGradient [B,H,T,Dv], finalMemoryGradient [B,H,Dv,D]
 * @returns a gradient per tensor of the call, under its name and in its shape
 * @throws ArgumentError naming the argument that can't be used; DeviceError when the gradient overflows
 */
export async function deltaNetGradient(
  inputs: DeltaNetGradientInputs,
  options: RunOptions = {},
): Promise<DeltaNetGradients> {
  const problem = deltaNetGradientProblem(inputs, options);
  const shape = {
    sizes: problem.forward.sizes,
    hasBeta: problem.hasBeta,
    hasInitialMemory: inputs.initialMemory !== undefined,
  };
  const { form, reason } = recurrentOrChunk('deltanet', options.form, RECURRENT_ON_HOST);
  return runGradient({
    operator: 'deltanet',
    inputs,
    options,
    problem,
    form,
    formReason: reason,
    hostJobs: {
      reference: () => deltaNetGradientReferenceJob(problem),
      cpu: () => deltaNetGradientCpuJob(problem),
      chunked: () => deltaNetGradientChunkedJob(problem, options.chunkLength),
    },
    onDevice: (device) => deltaNetGradientOnDevice(shape, options, device),
    obstacle: null,
  });
}
