import type { Tensor } from '@tensorflow/tfjs-core';
import { runGradient } from '../call/gradient.ts';
import type { Float32Session, Session } from '../../runtime/session.ts';
import type { HostTensor } from '../../tensor.ts';
import { runOperator } from '../call/run.ts';
import type { RunOptions } from '../operator.ts';
import type { ArrayOf, Given, TensorResult } from '../call/givenTypes.ts';
import { vlaOperator } from './operator.ts';
import type { VlaGradientInputs, VlaGradients, VlaInputs, VlaOptions, VlaResult, VlaResultOf } from './types.ts';

/** {@link vla} of tf.Tensors: at once, on tfjs's active backend, which can differentiate it. */
export function vla<Kept extends boolean = false>(
  inputs: VlaInputs<Tensor>,
  options: VlaOptions<Kept> & RunOptions,
): TensorResult<VlaResultOf<Tensor, Kept>>;
/**
 * Variational linear attention. Per head and step t, with A and S carried along:
 *
 *     A ← A − A u uᵀ A / (1 + uᵀ A u)     for each of the R directions u_t
 *     α = A k_t / ‖A k_t‖                  e = v_t − S k_t
 *     S ← S + e αᵀ                         o_t = S q_t
 *
 * `write` and `error` select the variants without the normalisation and the residual.
 *
 * Keys should have a length of about 1: corrected along much longer ones, the memory can grow with every token, and a call with arrays
 * has a `ran.warning` where it has come to a hundred times what was written.
 *
 * @param inputs q, k [B,H,T,D], v [B,H,T,Dv], u [B,H,T,R,D] or [B,H,T,D]; optionally the state to continue from
 * @returns output [B,H,T,Dv] and the state after the last step. A promise for host tensors (float64 data from
 *   the "reference" backend, float32 from the others); at once, on tfjs's active backend, for tf.Tensors
 * @throws ArgumentError naming the argument that can't be used; DeviceError when a device gives no result,
 *   or the recurrence overflows
 */
export function vla<
  X extends HostTensor | Tensor,
  Place extends Session = Float32Session,
  Kept extends boolean = false,
>(
  inputs: VlaInputs<X>,
  options: VlaOptions<Kept> & RunOptions<Place>,
): Given<X, VlaResultOf<ArrayOf<Place>, Kept>, TensorResult<VlaResultOf<Tensor, Kept>>>;
/** {@link vla} of arrays: what a compiler compares with where a call fits nothing. */
export function vla<Place extends Session = Float32Session, Kept extends boolean = false>(
  inputs: VlaInputs,
  options: VlaOptions<Kept> & RunOptions<Place>,
): Promise<VlaResultOf<ArrayOf<Place>, Kept>>;
export function vla(
  inputs: VlaInputs | VlaInputs<Tensor>,
  options: VlaOptions & RunOptions,
): Promise<VlaResult> | VlaResult<Tensor> {
  return runOperator(vlaOperator, inputs, options);
}

/**
 * The gradient of a loss with respect to the tensors of a {@link vla} call, for every option. Where an update of A is
 * skipped, it is that of the branch taken. A normalized write has no derivative at a key of zeros: there its gradient is 0, and
 * where the length l of A k is below 1e-12, it is l²/1e-24 of that at 1e-12. For tf.Tensors, use tf.grad and the like
 * on `vla` itself.
 *
 * @param inputs the call's q, k [B,H,T,D], v [B,H,T,Dv], u [B,H,T,R,D] or [B,H,T,D] and states; and the gradient of the
 *   loss with respect to its results, at least one: outputGradient [B,H,T,Dv], finalMemoryGradient [B,H,Dv,D],
 *   finalInverseGradient [B,H,D,D]
 * @param options those of the call
 * @returns a gradient per tensor of the call, under its name and in its shape
 * @throws ArgumentError naming the argument that can't be used; DeviceError when the gradient overflows
 */
export async function vlaGradient<Place extends Session = Float32Session>(
  inputs: VlaGradientInputs,
  options: VlaOptions & RunOptions<Place>,
): Promise<VlaGradients<ArrayOf<Place>>> {
  return runGradient(vlaOperator, inputs, options);
}
