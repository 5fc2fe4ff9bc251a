import type { WebGpuSession } from '../../runtime/session.ts';
import { asFloat32 } from '../float32.ts';
import { runOnDevice } from '../runOnDevice.ts';
import { onlyForm } from '../runOnHost.ts';
import type { RunOptions, SoftmaxAttentionResult } from '../types.ts';
import { softmaxAttentionPlan } from './plan.ts';
import type { SoftmaxAttentionProblem } from './problem.ts';

/** Causal softmax attention on the session's device. Rejects with DeviceError when the device gives no result. */
export async function softmaxAttentionOnWebGpu(
  session: WebGpuSession,
  problem: SoftmaxAttentionProblem,
  options: RunOptions,
): Promise<SoftmaxAttentionResult> {
  const { inputs } = problem;
  const { B, H, T, Dv } = problem.sizes;
  const { outputs, ran } = await runOnDevice({
    operator: 'softmax',
    session,
    plan: softmaxAttentionPlan(problem),
    inputs: { q: asFloat32(inputs.q), k: asFloat32(inputs.k), v: asFloat32(inputs.v) },
    form: onlyForm('softmax', 'full', options.form),
    formReason: 'the only form',
    options,
  });
  return { output: { shape: [B, H, T, Dv], data: outputs['output'] }, ran };
}
