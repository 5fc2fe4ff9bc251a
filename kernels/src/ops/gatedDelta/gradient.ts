import type { Float32Session, Session } from '../../runtime/session.ts';
import type { ArrayOf } from '../call/givenTypes.ts';
import { runGradient } from '../call/gradient.ts';
import type { RunOptions } from '../operator.ts';
import { gatedDeltaOperator } from './operator.ts';
import type { GatedDeltaGradientInputs, GatedDeltaGradients, GatedDeltaOptions } from './types.ts';

/**
 * The gradient of a loss with respect to the tensors of a {@link gatedDelta} call. For tf.Tensors, use tf.grad and the like
 * on `gatedDelta` itself.
 *
 * @param inputs the call's q, k [B,H,T,D], v [B,H,T,Dv], p [B,H,T,D], beta and gamma [B,H,T] and initialMemory; and the gradient
 *   of the loss with respect to its results, at least one: outputGradient [B,H,T,Dv], finalMemoryGradient [B,H,Dv,D]
 * @returns a gradient per tensor of the call, under its name and in its shape
 * @throws ArgumentError naming the argument that can't be used; DeviceError when the gradient overflows
 */
export async function gatedDeltaGradient<Place extends Session = Float32Session>(
  inputs: GatedDeltaGradientInputs,
  options: GatedDeltaOptions & RunOptions<Place> = {},
): Promise<GatedDeltaGradients<ArrayOf<Place>>> {
  return runGradient(gatedDeltaOperator, inputs, options);
}
