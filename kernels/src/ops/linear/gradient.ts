import { runGradient } from '../call/gradient.ts';
import type { RunOptions } from '../operator.ts';
import { linearAttentionOperator } from './operator.ts';
import type { LinearAttentionGradientInputs, LinearAttentionGradients, LinearAttentionOptions } from './types.ts';

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
  return runGradient(linearAttentionOperator, inputs, options);
}
