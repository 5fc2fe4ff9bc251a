import { ArgumentError } from '../../../errors.ts';
import { RECURRENT_ON_HOST } from '../../call/recurrentOrChunk.ts';
import { runGradient } from '../../call/runGradient.ts';
import type { RunOptions, VlaGradientInputs, VlaGradients, VlaOptions } from '../../types.ts';
import { chooseForm } from '../form.ts';
import { vlaGradientChunkedJob } from './chunked.ts';
import { vlaGradientCpuJob } from './cpu.ts';
import { vlaGradientOnDevice } from './form.ts';
import { vlaGradientProblem } from './problem.ts';
import { vlaGradientReferenceJob } from './reference.ts';
import { ON_PROCESSOR, vlaGradientObstacle } from './shape.ts';

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
  if (options.form === 'parallel')
    throw new ArgumentError('form', 'was "parallel"; the gradient of vla has "recurrent" and "chunk"');
  const { form, reason } = chooseForm(problem.forward, options.form ?? 'auto', RECURRENT_ON_HOST);
  const { initialMemory, initialInverse } = problem.forward.inputs;
  const shape = {
    ...problem.forward,
    hasInitialMemory: initialMemory !== null,
    hasInitialInverse: initialInverse !== null,
    hasFinalMemoryGradient: problem.gradients.finalMemory !== null,
    hasFinalInverseGradient: problem.gradients.finalInverse !== null,
    hasKept: false,
  };
  const obstacle = vlaGradientObstacle(shape);
  return runGradient({
    operator: 'vla',
    inputs,
    options,
    problem,
    form,
    formReason: reason,
    hostJobs: {
      reference: () => vlaGradientReferenceJob(problem),
      cpu: () => vlaGradientCpuJob(problem),
      chunked: () => vlaGradientChunkedJob(problem, options.chunkLength),
    },
    onDevice: (device) => vlaGradientOnDevice(shape, options, device),
    obstacle: obstacle && `${obstacle}: ${ON_PROCESSOR}`,
  });
}
