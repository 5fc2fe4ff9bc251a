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
import { deltaNetOperator } from './operator.ts';
import type { DeltaNetGradientInputs, DeltaNetGradients, DeltaNetInputs, DeltaNetResult } from './types.ts';

/** {@link deltaNet} of tf.Tensors: at once, on tfjs's active backend, which can differentiate it. */
export function deltaNet(inputs: DeltaNetInputs<Tensor>, options?: RunOptions): TensorResult<DeltaNetResult<Tensor>>;
/**
 * The delta rule with a write strength, per head and step t:
 *
 *     S ← S + β_t (v_t − S k_t) k_tᵀ      o_t = S q_t
 *
 * Keys should have a length of about 1: where |1 − β kᵀk| is above 1 the memory grows, and of calls by arrays `ran.warning` says so
 * where that adds up to a hundredfold.
 *
 * @param inputs q, k [B,H,T,D], v [B,H,T,Dv]; optionally beta [B,H,T] and the memory to continue from
 * @returns output [B,H,T,Dv] and the last memory: a promise for host tensors, at once for tf.Tensors
 * @throws ArgumentError naming the argument that can't be used; DeviceError when a device gives no result,
 *   or the recurrence overflows
 */
export function deltaNet<X extends HostTensor | Tensor, Place extends Session = Float32Session>(
  inputs: DeltaNetInputs<X>,
  options?: RunOptions<Place>,
): Given<X, DeltaNetResult<ArrayOf<Place>>, TensorResult<DeltaNetResult<Tensor>>>;
/** {@link deltaNet} of arrays: what a compiler compares with where a call fits nothing. */
export function deltaNet<Place extends Session = Float32Session>(
  inputs: DeltaNetInputs,
  options?: RunOptions<Place>,
): Promise<DeltaNetResult<ArrayOf<Place>>>;
export function deltaNet(
  inputs: DeltaNetInputs | DeltaNetInputs<Tensor>,
  options: RunOptions = {},
): Promise<DeltaNetResult> | DeltaNetResult<Tensor> {
  return runOperator(deltaNetOperator, inputs, options);
}

/**
 * The gradient of a loss with respect to the tensors of a {@link deltaNet} call. For tf.Tensors, use tf.grad and the like
 * on `deltaNet` itself.
 *
 * @param inputs the call's q, k [B,H,T,D], v [B,H,T,Dv], beta [B,H,T] and initialMemory; and the gradient of the loss with
 *   respect to its results, at least one: outputGradient [B,H,T,Dv], finalMemoryGradient [B,H,Dv,D]
 * @returns a gradient per tensor of the call, under its name and in its shape
 * @throws ArgumentError naming the argument that can't be used; DeviceError when the gradient overflows
 */
export async function deltaNetGradient<Place extends Session = Float32Session>(
  inputs: DeltaNetGradientInputs,
  options: RunOptions<Place> = {},
): Promise<DeltaNetGradients<ArrayOf<Place>>> {
  return runGradient(deltaNetOperator, inputs, options);
}

/** One position of every head. */
export interface DeltaNetToken {
  /** [B,H,D] */
  readonly q: HostTensor;
  /** [B,H,D] */
  readonly k: HostTensor;
  /** [B,H,Dv] */
  readonly v: HostTensor;
  /** Write strength [B,H]. Default: ones. */
  readonly beta?: HostTensor;
}

export interface DeltaNetDecodeState {
  /** S [B,H,Dv,D]. */
  readonly memory: HostTensor;
  readonly steps: number;
}

export type DeltaNetDecoder<Numbers extends HostNumbers = HostNumbers> = Decoder<
  DeltaNetToken,
  DeltaNetDecodeState,
  Numbers
>;

/**
 * Opens the delta rule for one token at a time; the state stays where it computes. `state` is what a decoder's `state()` gave, or
 * the result of a {@link deltaNet} call with the tokens before; default: an empty memory. `session` is where to compute; default the shared one.
 */
export async function openDeltaNetDecoder<Place extends Session = Float32Session>(call: {
  readonly sizes: Omit<AttentionSizes, 'T'>;
  readonly state?: DeltaNetDecodeState | DeltaNetResult;
  readonly session?: Place;
}): Promise<DeltaNetDecoder<NumbersOf<Place['backend']>>> {
  return openDecoder(deltaNetOperator, call);
}
