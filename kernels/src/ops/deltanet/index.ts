import type { Tensor } from '@tensorflow/tfjs-core';
import { runOperator } from '../call/run.ts';
import type { RunOptions } from '../operator.ts';
import { deltaNetOperator } from './operator.ts';
import type { DeltaNetInputs, DeltaNetResult } from './types.ts';

/**
 * The delta rule with a write strength, per head and step t:
 *
 *     S ← S + β_t (v_t − S k_t) k_tᵀ      o_t = S q_t
 *
 * @param inputs q, k [B,H,T,D], v [B,H,T,Dv]; optionally beta [B,H,T] and the memory to continue from
 * @returns output [B,H,T,Dv] and the last memory: a promise for host tensors, at once for tf.Tensors
 * @throws ArgumentError naming the argument that can't be used; DeviceError when a device gives no result,
 *   or the recurrence overflows
 */
export function deltaNet(inputs: DeltaNetInputs, options?: RunOptions): Promise<DeltaNetResult>;
export function deltaNet(inputs: DeltaNetInputs<Tensor>, options?: RunOptions): DeltaNetResult<Tensor>;
export function deltaNet(
  inputs: DeltaNetInputs | DeltaNetInputs<Tensor>,
  options: RunOptions = {},
): Promise<DeltaNetResult> | DeltaNetResult<Tensor> {
  return runOperator(deltaNetOperator, inputs, options);
}
