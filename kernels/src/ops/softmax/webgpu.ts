import type { WebGpuSession } from '../../runtime/session.ts';
import { CHECK_FLOPS, checkOnHost } from '../call/selfCheck.ts';
import { asFloat32 } from '../host/float32.ts';
import { runOnDevice } from '../call/runOnDevice.ts';
import { onlyForm } from '../call/runOnHost.ts';
import type { RunOptions, SoftmaxAttentionResult } from '../types.ts';
import { softmaxAttentionCpuJob } from './cpu.ts';
import { softmaxAttentionPlan } from './plan.ts';
import type { SoftmaxAttentionProblem } from './problem.ts';
import { softmaxAttentionReferenceJob } from './reference.ts';

/** Causal softmax attention on the session's device. Rejects with DeviceError when the device gives no result. */
export async function softmaxAttentionOnWebGpu(
  session: WebGpuSession,
  problem: SoftmaxAttentionProblem,
  options: RunOptions,
): Promise<SoftmaxAttentionResult> {
  const { inputs } = problem;
  const { sizes } = problem;
  const { B, H, T, D, Dv } = sizes;
  const { outputs, ran } = await runOnDevice({
    operator: 'softmax',
    session,
    plan: softmaxAttentionPlan(problem, session),
    inputs: { q: asFloat32(inputs.q), k: asFloat32(inputs.k), v: asFloat32(inputs.v) },
    sizes,
    form: onlyForm('softmax', 'full', options.form),
    formReason: 'the only form',
    options,
  });
  const result = { output: { shape: [B, H, T, Dv], data: outputs['output'] }, ran };
  if (session.selfCheck)
    checkOnHost({
      operator: 'softmax attention',
      problem,
      result,
      // The cost grows with the square of the steps.
      steps: Math.sqrt(CHECK_FLOPS / (D + Dv)),
      reference: softmaxAttentionReferenceJob,
      float32: softmaxAttentionCpuJob,
    });
  return result;
}
