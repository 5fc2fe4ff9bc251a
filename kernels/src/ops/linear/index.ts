import type { Tensor } from '@tensorflow/tfjs-core';
import type { Float32Session, Session } from '../../runtime/session.ts';
import type { NumbersOf } from '../../runtime/types.ts';
import type { HostNumbers, HostTensor } from '../../tensor.ts';
import type { Decoder } from '../call/decoder.ts';
import { runGradient } from '../call/gradient.ts';
import { openDecoder } from '../call/openDecoder.ts';
import { runOperator } from '../call/run.ts';
import type { RunOptions } from '../operator.ts';
import type { ArrayOf, Given, TensorResult } from '../call/givenTypes.ts';
import type { AttentionSizes } from '../validation/axes.ts';
import { linearAttentionOperator } from './operator.ts';
import type {
  LinearAttentionGradientInputs,
  LinearAttentionGradients,
  LinearAttentionInputs,
  LinearAttentionOptions,
  LinearAttentionResult,
} from './types.ts';

/** {@link linearAttention} of tf.Tensors: at once, on tfjs's active backend, which can differentiate it. */
export function linearAttention(
  inputs: LinearAttentionInputs<Tensor>,
  options?: LinearAttentionOptions & RunOptions,
): TensorResult<LinearAttentionResult<Tensor>>;
/**
 * Linear attention, per head and step t, on queries and keys that went through a feature map already:
 *
 *     S ← S + v_t k_tᵀ      z ← z + k_t      o_t = S q_t / (zᵀq_t + ε)
 *
 * @param inputs q, k [B,H,T,D], v [B,H,T,Dv]; optionally the memory and the normalizer to continue from
 * @returns output [B,H,T,Dv] and the last state: a promise for host tensors, at once for tf.Tensors
 * @throws ArgumentError naming the argument that can't be used; DeviceError when a device gives no result,
 *   or a denominator vanishes
 */
export function linearAttention<X extends HostTensor | Tensor, Place extends Session = Float32Session>(
  inputs: LinearAttentionInputs<X>,
  options?: LinearAttentionOptions & RunOptions<Place>,
): Given<X, LinearAttentionResult<ArrayOf<Place>>, TensorResult<LinearAttentionResult<Tensor>>>;
/** {@link linearAttention} of arrays: what a compiler compares with where a call fits nothing. */
export function linearAttention<Place extends Session = Float32Session>(
  inputs: LinearAttentionInputs,
  options?: LinearAttentionOptions & RunOptions<Place>,
): Promise<LinearAttentionResult<ArrayOf<Place>>>;
export function linearAttention(
  inputs: LinearAttentionInputs | LinearAttentionInputs<Tensor>,
  options: LinearAttentionOptions & RunOptions = {},
): Promise<LinearAttentionResult> | LinearAttentionResult<Tensor> {
  return runOperator(linearAttentionOperator, inputs, options);
}

/**
 * The gradient of a loss with respect to the tensors of a {@link linearAttention} call. For tf.Tensors, use tf.grad and
 * the like on `linearAttention` itself.
 *
 * @param inputs the call's q, k [B,H,T,D], v [B,H,T,Dv] and states; and the gradient of the loss with respect to its
 *   results, at least one: outputGradient [B,H,T,Dv], finalMemoryGradient [B,H,Dv,D], finalNormalizerGradient [B,H,D]
 * @returns a gradient per tensor of the call, under its name and in its shape
 * @throws ArgumentError naming the argument that can't be used; DeviceError when the gradient overflows
 */
export async function linearAttentionGradient<Place extends Session = Float32Session>(
  inputs: LinearAttentionGradientInputs,
  options: LinearAttentionOptions & RunOptions<Place> = {},
): Promise<LinearAttentionGradients<ArrayOf<Place>>> {
  return runGradient(linearAttentionOperator, inputs, options);
}

/** One position of every head, after the feature map. */
export interface LinearAttentionToken {
  /** [B,H,D] */
  readonly q: HostTensor;
  /** [B,H,D] */
  readonly k: HostTensor;
  /** [B,H,Dv] */
  readonly v: HostTensor;
}

export interface LinearAttentionDecodeState {
  /** S [B,H,Dv,D]. */
  readonly memory: HostTensor;
  /** z, the sum of the keys [B,H,D]. */
  readonly normalizer: HostTensor;
  readonly steps: number;
}

export type LinearAttentionDecoder<Numbers extends HostNumbers = HostNumbers> = Decoder<
  LinearAttentionToken,
  LinearAttentionDecodeState,
  Numbers
>;

/**
 * Opens linear attention for one token at a time; the state stays where it computes. `state` is what a decoder's `state()` gave, or
 * the result of a {@link linearAttention} call with the tokens before; default: empty. `session` is where to compute; default the shared one.
 */
export async function openLinearAttentionDecoder<Place extends Session = Float32Session>(call: {
  readonly sizes: Omit<AttentionSizes, 'T'>;
  readonly options?: LinearAttentionOptions;
  readonly state?: LinearAttentionDecodeState | LinearAttentionResult;
  readonly session?: Place;
}): Promise<LinearAttentionDecoder<NumbersOf<Place['backend']>>> {
  return openDecoder(linearAttentionOperator, call);
}
