import { runGradient } from '../call/runGradient.ts';
import { onlyForm } from '../call/runOnHost.ts';
import type {
  RunOptions,
  SoftmaxAttentionGradientInputs,
  SoftmaxAttentionGradients,
  SoftmaxAttentionOptions,
} from '../types.ts';
import { softmaxAttentionGradientCpuJob } from './gradientCpu.ts';
import { softmaxAttentionGradientOnDevice } from './gradientPlan.ts';
import { softmaxAttentionGradientProblem } from './gradientProblem.ts';
import { softmaxAttentionGradientReferenceJob } from './gradientReference.ts';

/**
 * The gradient of a loss with respect to the tensors of a {@link softmaxAttention} call. For tf.Tensors, use tf.grad and
 * the like on `softmaxAttention` itself.
 *
 * @param inputs the call's q, k [B,H,T,D], v [B,H,T,Dv], and outputGradient [B,H,T,Dv]
 * @returns a gradient per tensor of the call, under its name and in its shape
 * @throws ArgumentError naming the argument that can't be used; DeviceError when the gradient overflows
 */
export async function softmaxAttentionGradient(
  inputs: SoftmaxAttentionGradientInputs,
  options: SoftmaxAttentionOptions & RunOptions = {},
): Promise<SoftmaxAttentionGradients> {
  const problem = softmaxAttentionGradientProblem(inputs, options);
  return runGradient({
    operator: 'softmax',
    inputs,
    options,
    problem,
    form: onlyForm('the gradient of softmax', 'full', options.form),
    formReason: 'the only form',
    hostJobs: {
      reference: () => softmaxAttentionGradientReferenceJob(problem),
      cpu: () => softmaxAttentionGradientCpuJob(problem),
    },
    onDevice: () => softmaxAttentionGradientOnDevice(problem.forward),
    obstacle: null,
  });
}
