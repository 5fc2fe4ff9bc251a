import type { Tensor } from '@tensorflow/tfjs-core';
import type { Float32Session, Session } from '../../runtime/session.ts';
import type { HostTensor } from '../../tensor.ts';
import { runOperator } from '../call/run.ts';
import type { RunOptions } from '../operator.ts';
import type { ArrayOf, Given, TensorResult } from '../call/givenTypes.ts';
import { gatedDeltaOperator } from './operator.ts';
import type { GatedDeltaInputs, GatedDeltaOptions, GatedDeltaResult } from './types.ts';

/** {@link gatedDelta} of tf.Tensors: at once, on tfjs's active backend, which can differentiate it. */
export function gatedDelta(
  inputs: GatedDeltaInputs<Tensor>,
  options?: GatedDeltaOptions & RunOptions,
): TensorResult<GatedDeltaResult<Tensor>>;
/**
 * A linear memory that decays, reads with one key and writes along another, per head and step t:
 *
 *     S ← γ_t S      e_t = v_t − S p_t      S ← S + β_t e_t k_tᵀ      o_t = S q_t
 *
 * Gated DeltaNet has p = k; with γ = 1 that is DeltaNet; with `error: 'additive'`, where e_t = v_t, it is Mamba-2's core, and
 * linear attention without its denominator.
 *
 * Keys should have a length of about 1: where |γ (1 − β kᵀp)| is above 1 the memory grows, and of calls by arrays `ran.warning` says so
 * where that adds up to a hundredfold.
 *
 * @param inputs q, k [B,H,T,D], v [B,H,T,Dv]; optionally p [B,H,T,D], beta and gamma [B,H,T], and the memory to continue from
 * @returns output [B,H,T,Dv] and the last memory: a promise for host tensors, at once for tf.Tensors
 * @throws ArgumentError naming the argument that can't be used; DeviceError when a device gives no result,
 *   or the recurrence overflows
 */
export function gatedDelta<X extends HostTensor | Tensor, Place extends Session = Float32Session>(
  inputs: GatedDeltaInputs<X>,
  options?: GatedDeltaOptions & RunOptions<Place>,
): Given<X, GatedDeltaResult<ArrayOf<Place>>, TensorResult<GatedDeltaResult<Tensor>>>;
/** {@link gatedDelta} of arrays: what a compiler compares with where a call fits nothing. */
export function gatedDelta<Place extends Session = Float32Session>(
  inputs: GatedDeltaInputs,
  options?: GatedDeltaOptions & RunOptions<Place>,
): Promise<GatedDeltaResult<ArrayOf<Place>>>;
export function gatedDelta(
  inputs: GatedDeltaInputs | GatedDeltaInputs<Tensor>,
  options: GatedDeltaOptions & RunOptions = {},
): Promise<GatedDeltaResult> | GatedDeltaResult<Tensor> {
  return runOperator(gatedDeltaOperator, inputs, options);
}
