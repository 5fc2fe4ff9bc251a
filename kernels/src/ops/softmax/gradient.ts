import { runGradient } from '../call/gradient.ts';
import type { RunOptions } from '../operator.ts';
import { softmaxAttentionOperator } from './operator.ts';
import type { SoftmaxAttentionGradientInputs, SoftmaxAttentionGradients, SoftmaxAttentionOptions } from './types.ts';

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
  return runGradient(softmaxAttentionOperator, inputs, options);
}
