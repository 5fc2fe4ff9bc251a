import type { Tensor } from '@tensorflow/tfjs-core';
import type { HostSession } from '../../runtime/session.ts';
import { sharedSession } from '../../runtime/session.ts';
import { runOnHost } from '../call/runOnHost.ts';
import { holdsTensors } from '../call/tensorKind.ts';
import type { LinearAttentionInputs, LinearAttentionOptions, LinearAttentionResult, RunOptions } from '../types.ts';
import { linearAttentionHostJob } from './host.ts';
import type { LinearAttentionProblem } from './problem.ts';
import { LINEAR_ATTENTION_INPUTS, linearAttentionProblem } from './problem.ts';
import { linearAttentionOnTensors } from './tfjs.ts';
import { linearAttentionOnWebGpu } from './webgpu.ts';

/**
 * Linear attention, per head and step t, on queries and keys that went through a feature map already:
 *
 *     S ← S + v_t k_tᵀ      z ← z + k_t      o_t = S q_t / (zᵀq_t + ε)
 *
 * @param inputs q, k [B,H,T,D], v [B,H,T,Dv]; optionally the memory and the normalizer to go on from
 * @returns output [B,H,T,Dv] and the last state: a promise for host tensors, at once for tf.Tensors
 * @throws ArgumentError naming the argument that can't be used; DeviceError when a device gives no result,
 *   or a denominator vanishes
 */
export function linearAttention(
  inputs: LinearAttentionInputs,
  options?: LinearAttentionOptions & RunOptions,
): Promise<LinearAttentionResult>;
export function linearAttention(
  inputs: LinearAttentionInputs<Tensor>,
  options?: LinearAttentionOptions & RunOptions,
): LinearAttentionResult<Tensor>;
export function linearAttention(
  inputs: LinearAttentionInputs | LinearAttentionInputs<Tensor>,
  options: LinearAttentionOptions & RunOptions = {},
): Promise<LinearAttentionResult> | LinearAttentionResult<Tensor> {
  if (holdsTensors<LinearAttentionInputs<Tensor>>(inputs, LINEAR_ATTENTION_INPUTS))
    return linearAttentionOnTensors(inputs, options);
  return linearAttentionOnArrays(inputs, options);
}

async function linearAttentionOnArrays(
  inputs: LinearAttentionInputs,
  options: LinearAttentionOptions & RunOptions,
): Promise<LinearAttentionResult> {
  const problem = linearAttentionProblem(inputs, options);
  const session = options.session ?? (await sharedSession());
  if (session.backend === 'webgpu') return linearAttentionOnWebGpu(session, problem, options);
  return linearAttentionOnHost(session, problem, options);
}

function linearAttentionOnHost(
  session: HostSession,
  problem: LinearAttentionProblem,
  options: RunOptions,
): Promise<LinearAttentionResult> {
  const { job, form, reason: formReason } = linearAttentionHostJob(session.backend, problem, options);
  return runOnHost({ operator: 'linear', session, job, form, formReason, options });
}
