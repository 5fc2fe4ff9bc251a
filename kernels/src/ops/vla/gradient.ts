import { ArgumentError } from '../../errors.ts';
import type { HostSession } from '../../runtime/session.ts';
import type { DeviceTraits, Form } from '../../runtime/types.ts';
import { gradientsInFloat32 } from '../backwardJob.ts';
import type { HostJob } from '../hostJob.ts';
import { runGradient } from '../runGradient.ts';
import type { RunOptions, VlaGradientInputs, VlaGradients, VlaOptions } from '../types.ts';
import { chooseForm } from './form.ts';
import { vlaGradientChunkedJob } from './gradientChunked.ts';
import { vlaGradientCpuJob } from './gradientCpu.ts';
import { vlaGradientDevicePlan, vlaGradientForm } from './gradientForm.ts';
import { ON_PROCESSOR, vlaGradientObstacle } from './gradientPlan.ts';
import { vlaGradientProblem } from './gradientProblem.ts';
import type { VlaGradientProblem } from './gradientProblem.ts';
import type { VlaGradientTensors } from './gradientReference.ts';
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
  if (options.form === 'parallel')
    throw new ArgumentError('form', 'was "parallel"; the gradient of vla has "recurrent" and "chunk"');
  const preferred = { form: 'recurrent', reason: 'the fastest on a processor' } as const;
  const { form, reason } = chooseForm(problem.forward, options.form ?? 'auto', preferred);
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
  const onDevice = (device: DeviceTraits) =>
    vlaGradientForm(shape, options.form ?? 'auto', device, options.chunkLength);
  return runGradient({
    operator: 'vla',
    inputs,
    options,
    problem,
    form,
    formReason: reason,
    job: (backend) => vlaGradientHostJob(backend, form, problem, options.chunkLength),
    deviceForm: onDevice,
    plan: (device) => vlaGradientDevicePlan(shape, onDevice(device), device, options.chunkLength),
    obstacle: obstacle && `${obstacle}: ${ON_PROCESSOR}`,
  });
}

function vlaGradientHostJob(
  backend: HostSession['backend'],
  form: Form,
  problem: VlaGradientProblem,
  chunkLength?: number,
): HostJob<VlaGradientTensors> {
  if (form === 'recurrent') return backend === 'cpu' ? vlaGradientCpuJob(problem) : vlaGradientReferenceJob(problem);
  const job = vlaGradientChunkedJob(problem, chunkLength);
  return backend === 'cpu' ? { ...job, finish: () => gradientsInFloat32(job.finish()) } : job;
}
