import type { Tensor } from '@tensorflow/tfjs-core';
import type { HostSession } from '../../runtime/session.ts';
import { sharedSession } from '../../runtime/session.ts';
import { onlyForm, runOnHost } from '../call/runOnHost.ts';
import { holdsTensors } from '../call/tensorKind.ts';
import type { RunOptions, SoftmaxAttentionInputs, SoftmaxAttentionOptions, SoftmaxAttentionResult } from '../types.ts';
import { softmaxAttentionCpuJob } from './cpu.ts';
import type { SoftmaxAttentionProblem } from './problem.ts';
import { SOFTMAX_ATTENTION_INPUTS, softmaxAttentionProblem } from './problem.ts';
import { softmaxAttentionReferenceJob } from './reference.ts';
import { softmaxAttentionOnTensors } from './tfjs.ts';
import { softmaxAttentionOnWebGpu } from './webgpu.ts';

/**
 * Causal softmax attention, per head and step t: o_t = Σ_{s≤t} p_s v_s, where p is the softmax over s ≤ t
 * of scale·q_tᵀk_s.
 *
 * @param inputs q, k [B,H,T,D], v [B,H,T,Dv]
 * @returns output [B,H,T,Dv]: a promise for host tensors, at once for tf.Tensors
 * @throws ArgumentError naming the argument that can't be used; DeviceError when a device gives no result
 */
export function softmaxAttention(
  inputs: SoftmaxAttentionInputs,
  options?: SoftmaxAttentionOptions & RunOptions,
): Promise<SoftmaxAttentionResult>;
export function softmaxAttention(
  inputs: SoftmaxAttentionInputs<Tensor>,
  options?: SoftmaxAttentionOptions & RunOptions,
): SoftmaxAttentionResult<Tensor>;
export function softmaxAttention(
  inputs: SoftmaxAttentionInputs | SoftmaxAttentionInputs<Tensor>,
  options: SoftmaxAttentionOptions & RunOptions = {},
): Promise<SoftmaxAttentionResult> | SoftmaxAttentionResult<Tensor> {
  if (holdsTensors<SoftmaxAttentionInputs<Tensor>>(inputs, SOFTMAX_ATTENTION_INPUTS))
    return softmaxAttentionOnTensors(inputs, options);
  return softmaxAttentionOnArrays(inputs, options);
}

async function softmaxAttentionOnArrays(
  inputs: SoftmaxAttentionInputs,
  options: SoftmaxAttentionOptions & RunOptions,
): Promise<SoftmaxAttentionResult> {
  const problem = softmaxAttentionProblem(inputs, options);
  const session = options.session ?? (await sharedSession());
  if (session.backend === 'webgpu') return softmaxAttentionOnWebGpu(session, problem, options);
  return softmaxAttentionOnHost(session, problem, options);
}

function softmaxAttentionOnHost(
  session: HostSession,
  problem: SoftmaxAttentionProblem,
  options: RunOptions,
): Promise<SoftmaxAttentionResult> {
  const operator = 'softmax';
  const form = onlyForm(operator, 'full', options.form);
  const job = session.backend === 'cpu' ? softmaxAttentionCpuJob(problem) : softmaxAttentionReferenceJob(problem);
  return runOnHost({ operator, session, job, form, formReason: 'the only form', options });
}
