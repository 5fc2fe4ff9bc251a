import { onlyForm } from '../runOnHost.ts';
import { runGradient } from '../runGradient.ts';
import type { RunOptions, VlaGradientInputs, VlaGradients, VlaOptions } from '../types.ts';
import { vlaGradientCpuJob } from './gradientCpu.ts';
import { vlaGradientProblem } from './gradientProblem.ts';
import { vlaGradientReferenceJob } from './gradientReference.ts';

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
  const problem = vlaGradientProblem(inputs, options);
  return runGradient({
    operator: 'vla',
    inputs,
    options,
    form: onlyForm('the gradient of vla', 'recurrent', options.form),
    job: (backend) => (backend === 'cpu' ? vlaGradientCpuJob(problem) : vlaGradientReferenceJob(problem)),
  });
}
