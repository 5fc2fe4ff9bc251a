import { runGradient } from '../runGradient.ts';
import { onlyForm } from '../runOnHost.ts';
import type { DeltaNetGradientInputs, DeltaNetGradients, RunOptions } from '../types.ts';
import { deltaNetGradientCpuJob } from './gradientCpu.ts';
import { deltaNetGradientPlan } from './gradientPlan.ts';
import { deltaNetGradientProblem } from './gradientProblem.ts';
import { deltaNetGradientReferenceJob } from './gradientReference.ts';

/**
 * The gradient of a loss with respect to the tensors of a {@link deltaNet} call. For tf.Tensors, use tf.grad and the like
 * on `deltaNet` itself.
 *
 * @param inputs the call's q, k [B,H,T,D], v [B,H,T,Dv], beta [B,H,T] and initialMemory; and the gradient of the loss with
 *   respect to its results, at least one: outputGradient [B,H,T,Dv], finalMemoryGradient [B,H,Dv,D]
 * @returns a gradient per tensor of the call, under its name and in its shape
 * @throws ArgumentError naming the argument that can't be used; DeviceError when the gradient overflows
 */
export async function deltaNetGradient(
  inputs: DeltaNetGradientInputs,
  options: RunOptions = {},
): Promise<DeltaNetGradients> {
  const problem = deltaNetGradientProblem(inputs, options);
  const shape = { hasBeta: problem.hasBeta, hasInitialMemory: inputs.initialMemory !== undefined };
  return runGradient({
    operator: 'deltanet',
    inputs,
    options,
    problem,
    form: onlyForm('the gradient of deltanet', 'recurrent', options.form),
    formReason: 'the only form',
    job: (backend) => (backend === 'cpu' ? deltaNetGradientCpuJob(problem) : deltaNetGradientReferenceJob(problem)),
    plan: (device) => deltaNetGradientPlan({ ...shape, sizes: problem.forward.sizes }, device),
    obstacle: null,
  });
}
