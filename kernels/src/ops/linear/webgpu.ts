import type { WebGpuSession } from '../../runtime/session.ts';
import { CHECK_FLOPS, checkOnHost } from '../call/selfCheck.ts';
import { asFloat32, float32State } from '../host/float32.ts';
import { runOnDevice } from '../call/runOnDevice.ts';
import type { LinearAttentionResult, RunOptions } from '../types.ts';
import { linearAttentionCpuJob } from './cpu.ts';
import { linearAttentionOnDevice } from './devicePlan.ts';
import type { LinearAttentionProblem } from './problem.ts';
import { linearAttentionReferenceJob } from './reference.ts';

/** Linear attention on the session's device. Rejects with DeviceError when the device gives no result. */
export async function linearAttentionOnWebGpu(
  session: WebGpuSession,
  problem: LinearAttentionProblem,
  options: RunOptions,
): Promise<LinearAttentionResult> {
  const { inputs, sizes } = problem;
  const { B, H, T, D, Dv } = sizes;
  const { outputs, ran } = await runOnDevice({
    operator: 'linear',
    session,
    ...linearAttentionOnDevice(problem, options, session),
    inputs: {
      q: asFloat32(inputs.q),
      k: asFloat32(inputs.k),
      v: asFloat32(inputs.v),
      memory: float32State(inputs.initialMemory, B * H * Dv * D),
      normalizer: float32State(inputs.initialNormalizer, B * H * D),
    },
    sizes,
    options,
  });
  const result = {
    output: { shape: [B, H, T, Dv], data: outputs['output'] },
    finalMemory: { shape: [B, H, Dv, D], data: outputs['memory'] },
    finalNormalizer: { shape: [B, H, D], data: outputs['normalizer'] },
    ran,
  };
  if (session.selfCheck)
    checkOnHost({
      operator: 'linear attention',
      problem,
      result,
      steps: CHECK_FLOPS / (4 * D * Dv),
      reference: linearAttentionReferenceJob,
      float32: linearAttentionCpuJob,
    });
  return result;
}
