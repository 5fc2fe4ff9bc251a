import type { Tensor } from '@tensorflow/tfjs-core';
import { runGradient } from '../call/gradient.ts';
import type { Float32Session, Session } from '../../runtime/session.ts';
import type { HostTensor } from '../../tensor.ts';
import { runOperator } from '../call/run.ts';
import type { RunOptions } from '../operator.ts';
import type { ArrayOf, Given, TensorResult } from '../call/givenTypes.ts';
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
): TensorResult<SoftmaxAttentionResult<Tensor>>;
/**
 * Causal softmax attention, per head and step t: o_t = Σ_{s≤t} p_s v_s, where p is the softmax over s ≤ t
 * of scale·q_tᵀk_s.
 *
 * @param inputs q, k [B,H,T,D], v [B,H,T,Dv]
 * @returns output [B,H,T,Dv]: a promise for host tensors, at once for tf.Tensors
 * @throws ArgumentError naming the argument that can't be used; DeviceError when a device gives no result
 */
export function softmaxAttention<X extends HostTensor | Tensor, Place extends Session = Float32Session>(
  inputs: SoftmaxAttentionInputs<X>,
  options?: SoftmaxAttentionOptions & RunOptions<Place>,
): Given<X, SoftmaxAttentionResult<ArrayOf<Place>>, TensorResult<SoftmaxAttentionResult<Tensor>>>;
/** {@link softmaxAttention} of arrays: what a compiler compares with where a call fits nothing. */
export function softmaxAttention<Place extends Session = Float32Session>(
  inputs: SoftmaxAttentionInputs,
  options?: SoftmaxAttentionOptions & RunOptions<Place>,
): Promise<SoftmaxAttentionResult<ArrayOf<Place>>>;
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
export async function softmaxAttentionGradient<Place extends Session = Float32Session>(
  inputs: SoftmaxAttentionGradientInputs,
  options: SoftmaxAttentionOptions & RunOptions<Place> = {},
): Promise<SoftmaxAttentionGradients<ArrayOf<Place>>> {
  return runGradient(softmaxAttentionOperator, inputs, options);
}
