import type { HostSession } from '../../runtime/session.ts';
import type { DeviceTraits } from '../../runtime/types.ts';
import { gradientsInFloat32 } from '../backwardJob.ts';
import type { HostJob } from '../hostJob.ts';
import { runGradient } from '../runGradient.ts';
import type { DeltaNetGradientInputs, DeltaNetGradients, RunOptions } from '../types.ts';
import { chooseDeltaNetForm, PREFERRED_ON_HOST } from './form.ts';
import type { DeltaNetForm } from './form.ts';
import { deltaNetGradientChunkedJob } from './gradientChunked.ts';
import { deltaNetGradientCpuJob } from './gradientCpu.ts';
import { deltaNetGradientDevicePlan, deltaNetGradientForm } from './gradientForm.ts';
import { deltaNetGradientProblem } from './gradientProblem.ts';
import type { DeltaNetGradientProblem } from './gradientProblem.ts';
import { deltaNetGradientReferenceJob } from './gradientReference.ts';
import type { DeltaNetGradientTensors } from './gradientReference.ts';

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
  const shape = {
    sizes: problem.forward.sizes,
    hasBeta: problem.hasBeta,
    hasInitialMemory: inputs.initialMemory !== undefined,
  };
  const { form: requested, chunkLength } = options;
  const { form, reason } = chooseDeltaNetForm(requested, PREFERRED_ON_HOST);
  const onDevice = (device: DeviceTraits) => deltaNetGradientForm(shape, requested, device, chunkLength);
  return runGradient({
    operator: 'deltanet',
    inputs,
    options,
    problem,
    form,
    formReason: reason,
    job: (backend) => deltaNetGradientHostJob(backend, form, problem, chunkLength),
    deviceForm: onDevice,
    plan: (device) => deltaNetGradientDevicePlan(shape, onDevice(device), device, chunkLength),
    obstacle: null,
  });
}

function deltaNetGradientHostJob(
  backend: HostSession['backend'],
  form: DeltaNetForm,
  problem: DeltaNetGradientProblem,
  chunkLength?: number,
): HostJob<DeltaNetGradientTensors> {
  if (form === 'recurrent')
    return backend === 'cpu' ? deltaNetGradientCpuJob(problem) : deltaNetGradientReferenceJob(problem);
  const job = deltaNetGradientChunkedJob(problem, chunkLength);
  return backend === 'cpu' ? { ...job, finish: () => gradientsInFloat32(job.finish()) } : job;
}
