import type { HostSession } from '../../runtime/session.ts';
import type { DeviceTraits, Form } from '../../runtime/types.ts';
import { gradientsInFloat32 } from '../backwardJob.ts';
import type { HostJob } from '../hostJob.ts';
import { runGradient } from '../runGradient.ts';
import type {
  LinearAttentionGradientInputs,
  LinearAttentionGradients,
  LinearAttentionOptions,
  RunOptions,
} from '../types.ts';
import { chooseLinearForm, PREFERRED_ON_HOST } from './form.ts';
import { linearAttentionGradientChunkedJob } from './gradientChunked.ts';
import { linearAttentionGradientCpuJob } from './gradientCpu.ts';
import { linearGradientDevicePlan, linearGradientForm } from './gradientForm.ts';
import { linearAttentionGradientProblem } from './gradientProblem.ts';
import type { LinearAttentionGradientProblem } from './gradientProblem.ts';
import { linearAttentionGradientReferenceJob } from './gradientReference.ts';
import type { LinearAttentionGradientTensors } from './gradientReference.ts';

/**
 * The gradient of a loss with respect to the tensors of a {@link linearAttention} call. For tf.Tensors, use tf.grad and
 * the like on `linearAttention` itself.
 *
 * @param inputs the call's q, k [B,H,T,D], v [B,H,T,Dv] and states; and the gradient of the loss with respect to its
 *   results, at least one: outputGradient [B,H,T,Dv], finalMemoryGradient [B,H,Dv,D], finalNormalizerGradient [B,H,D]
 * @returns a gradient per tensor of the call, under its name and in its shape
 * @throws ArgumentError naming the argument that can't be used; DeviceError when the gradient overflows
 */
export async function linearAttentionGradient(
  inputs: LinearAttentionGradientInputs,
  options: LinearAttentionOptions & RunOptions = {},
): Promise<LinearAttentionGradients> {
  const problem = linearAttentionGradientProblem(inputs, options);
  const shape = {
    ...problem.forward,
    hasInitialMemory: inputs.initialMemory !== undefined,
    hasInitialNormalizer: inputs.initialNormalizer !== undefined,
  };
  const { form: requested, chunkLength } = options;
  const { form, reason } = chooseLinearForm(requested, PREFERRED_ON_HOST);
  const onDevice = (device: DeviceTraits) => linearGradientForm(shape, requested, device, chunkLength);
  return runGradient({
    operator: 'linear',
    inputs,
    options,
    problem,
    form,
    formReason: reason,
    job: (backend) => linearGradientHostJob(backend, form, problem, chunkLength),
    deviceForm: onDevice,
    plan: (device) => linearGradientDevicePlan(shape, onDevice(device), device, chunkLength),
    obstacle: null,
  });
}

function linearGradientHostJob(
  backend: HostSession['backend'],
  form: Form,
  problem: LinearAttentionGradientProblem,
  chunkLength?: number,
): HostJob<LinearAttentionGradientTensors> {
  if (form === 'recurrent')
    return backend === 'cpu' ? linearAttentionGradientCpuJob(problem) : linearAttentionGradientReferenceJob(problem);
  const job = linearAttentionGradientChunkedJob(problem, chunkLength);
  return backend === 'cpu' ? { ...job, finish: () => gradientsInFloat32(job.finish()) } : job;
}
