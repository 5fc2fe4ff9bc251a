import type { Tensor } from '@tensorflow/tfjs-core';
import { sharedSession } from '../../runtime/session.ts';
import { holdsTensors } from '../call/tensorKind.ts';
import type { RunOptions, VlaInputs, VlaOptions, VlaResult } from '../types.ts';
import { vlaOnHost } from './host.ts';
import { VLA_INPUTS, vlaProblem } from './problem.ts';
import { vlaOnTensors } from './tfjs.ts';
import { vlaOnWebGpu } from './webgpu.ts';

/**
 * Variational linear attention. Per head and step t, with A and S carried along:
 *
 *     A ← A − A u uᵀ A / (1 + uᵀ A u)     for each of the R directions u_t
 *     α = A k_t / ‖A k_t‖                  e = v_t − S k_t
 *     S ← S + e αᵀ                         o_t = S q_t
 *
 * `write` and `error` select the variants without the normalisation and the residual.
 *
 * @param inputs q, k [B,H,T,D], v [B,H,T,Dv], u [B,H,T,R,D] or [B,H,T,D]; optionally the state to go on from
 * @returns output [B,H,T,Dv] and the state behind the last step. A promise for host tensors (float64 data from
 *   the "reference" backend, float32 from the others); at once, on tfjs's active backend, for tf.Tensors
 * @throws ArgumentError naming the argument that can't be used; DeviceError when a device gives no result,
 *   or the recurrence overflows
 */
export function vla(inputs: VlaInputs, options: VlaOptions & RunOptions): Promise<VlaResult>;
export function vla(inputs: VlaInputs<Tensor>, options: VlaOptions & RunOptions): VlaResult<Tensor>;
export function vla(
  inputs: VlaInputs | VlaInputs<Tensor>,
  options: VlaOptions & RunOptions,
): Promise<VlaResult> | VlaResult<Tensor> {
  if (holdsTensors<VlaInputs<Tensor>>(inputs, VLA_INPUTS)) return vlaOnTensors(inputs, options);
  return vlaOnArrays(inputs, options);
}

async function vlaOnArrays(inputs: VlaInputs, options: VlaOptions & RunOptions): Promise<VlaResult> {
  const problem = vlaProblem(inputs, options);
  const session = options.session ?? (await sharedSession());
  if (session.backend === 'webgpu') return vlaOnWebGpu(session, problem, options);
  return vlaOnHost(session, problem, options);
}
