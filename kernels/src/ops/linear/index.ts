import type { Tensor } from '@tensorflow/tfjs-core';
import { runOperator } from '../call/run.ts';
import type { RunOptions } from '../operator.ts';
import { linearAttentionOperator } from './operator.ts';
import type { LinearAttentionInputs, LinearAttentionOptions, LinearAttentionResult } from './types.ts';

/**
 * Linear attention, per head and step t, on queries and keys that went through a feature map already:
 *
 *     S ← S + v_t k_tᵀ      z ← z + k_t      o_t = S q_t / (zᵀq_t + ε)
 *
 * @param inputs q, k [B,H,T,D], v [B,H,T,Dv]; optionally the memory and the normalizer to continue from
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
  return runOperator(linearAttentionOperator, inputs, options);
}
