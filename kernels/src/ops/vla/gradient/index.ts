import { runGradient } from '../../call/gradient.ts';
import type { RunOptions } from '../../operator.ts';
import { vlaOperator } from '../operator.ts';
import type { VlaGradientInputs, VlaGradients, VlaOptions } from '../types.ts';

/**
 * The gradient of a loss with respect to the tensors of a {@link vla} call, for every option. Where an update of A is
 * skipped or the length of A k is below 1e-12, it is that of the branch taken. For tf.Tensors, use tf.grad and the like
 * on `vla` itself.
 *
 * @param inputs the call's q, k [B,H,T,D], v [B,H,T,Dv], u [B,H,T,R,D] or [B,H,T,D] and states; and the gradient of the
 *   loss with respect to its results, at least one: outputGradient [B,H,T,Dv], finalMemoryGradient [B,H,Dv,D],
 *   finalInverseGradient [B,H,D,D]
 * @param options those of the call
 * @returns a gradient per tensor of the call, under its name and in its shape
 * @throws ArgumentError naming the argument that can't be used; DeviceError when the gradient overflows
 */
export async function vlaGradient(inputs: VlaGradientInputs, options: VlaOptions & RunOptions): Promise<VlaGradients> {
  return runGradient(vlaOperator, inputs, options);
}
