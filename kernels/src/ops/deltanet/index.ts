import type { Tensor } from '@tensorflow/tfjs-core';
import { sharedSession } from '../../runtime/session.ts';
import { holdsTensors } from '../call/tensorKind.ts';
import type { DeltaNetInputs, DeltaNetResult, RunOptions } from '../types.ts';
import { deltaNetOnHost } from './host.ts';
import { DELTANET_INPUTS, deltaNetProblem } from './problem.ts';
import { deltaNetOnTensors } from './tfjs.ts';
import { deltaNetOnWebGpu } from './webgpu.ts';

/**
 * The gated delta rule, per head and step t:
 *
 *     S ← S + β_t (v_t − S k_t) k_tᵀ      o_t = S q_t
 *
 * @param inputs q, k [B,H,T,D], v [B,H,T,Dv]; optionally beta [B,H,T] and the memory to go on from
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
  if (holdsTensors<DeltaNetInputs<Tensor>>(inputs, DELTANET_INPUTS)) return deltaNetOnTensors(inputs, options);
  return deltaNetOnArrays(inputs, options);
}

async function deltaNetOnArrays(inputs: DeltaNetInputs, options: RunOptions): Promise<DeltaNetResult> {
  const problem = deltaNetProblem(inputs, options);
  const session = options.session ?? (await sharedSession());
  if (session.backend === 'webgpu') return deltaNetOnWebGpu(session, problem, options);
  return deltaNetOnHost(session, problem, options);
}
