import { runGradient } from '../runGradient.ts';
import { onlyForm } from '../runOnHost.ts';
import type {
  LinearAttentionGradientInputs,
  LinearAttentionGradients,
  LinearAttentionOptions,
  RunOptions,
} from '../types.ts';
import { linearAttentionGradientCpuJob } from './gradientCpu.ts';
import { linearAttentionGradientPlan } from './gradientPlan.ts';
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
  return runGradient({
    operator: 'linear',
    inputs,
    options,
    problem,
    form: onlyForm('the gradient of linear', 'recurrent', options.form),
    formReason: 'the only form',
    job: (backend) =>
      backend === 'cpu' ? linearAttentionGradientCpuJob(problem) : linearAttentionGradientReferenceJob(problem),
    plan: (device) =>
      linearAttentionGradientPlan(
        {
          ...problem.forward,
          hasInitialMemory: inputs.initialMemory !== undefined,
          hasInitialNormalizer: inputs.initialNormalizer !== undefined,
        },
        device,
      ),
    obstacle: null,
  });
}
