import type { Tensor } from '@tensorflow/tfjs-core';
import { runGradient } from '../call/gradient.ts';
import { runOperator } from '../call/run.ts';
import type { RunOptions } from '../operator.ts';
import { softmaxAttentionOperator } from './operator.ts';
import type {
  SoftmaxAttentionGradientInputs,
  SoftmaxAttentionGradients,
  SoftmaxAttentionInputs,
  SoftmaxAttentionOptions,
  SoftmaxAttentionResult,
} from './types.ts';

/** {@link softmaxAttention} of tf.Tensors: at once, on tfjs's active backend, which can differentiate it. */
export function softmaxAttention(
  inputs: SoftmaxAttentionInputs<Tensor>,
  options?: SoftmaxAttentionOptions & RunOptions,
): SoftmaxAttentionResult<Tensor>;
/**
 * Causal softmax attention, per head and step t: o_t = Σ_{s≤t} p_s v_s, where p is the softmax over s ≤ t
 * of scale·q_tᵀk_s.
 *
 * @param inputs q, k [B,H,T,D], v [B,H,T,Dv]
 * @returns output [B,H,T,Dv]: a promise for host tensors, at once for tf.Tensors
 * @throws ArgumentError naming the argument that can't be used; DeviceError when a device gives no result
 */
export function softmaxAttention(
  inputs: SoftmaxAttentionInputs,
  options?: SoftmaxAttentionOptions & RunOptions,
): Promise<SoftmaxAttentionResult>;
export function softmaxAttention(
  inputs: SoftmaxAttentionInputs | SoftmaxAttentionInputs<Tensor>,
  options: SoftmaxAttentionOptions & RunOptions = {},
): Promise<SoftmaxAttentionResult> | SoftmaxAttentionResult<Tensor> {
  return runOperator(softmaxAttentionOperator, inputs, options);
}

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
