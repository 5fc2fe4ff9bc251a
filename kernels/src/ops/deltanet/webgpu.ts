import type { WebGpuSession } from '../../runtime/session.ts';
import { CHECK_FLOPS, checkOnHost } from '../checkOnHost.ts';
import { asFloat32, float32State } from '../float32.ts';
import { runOnDevice } from '../runOnDevice.ts';
import { onlyForm } from '../runOnHost.ts';
import type { DeltaNetResult, RunOptions } from '../types.ts';
import { deltaNetCpuJob } from './cpu.ts';
import { deltaNetPlan } from './plan.ts';
import type { DeltaNetProblem } from './problem.ts';
import { deltaNetReferenceJob } from './reference.ts';

/** The delta rule on the session's device. Rejects with DeviceError when the device gives no result. */
export async function deltaNetOnWebGpu(
  session: WebGpuSession,
  problem: DeltaNetProblem,
  options: RunOptions,
): Promise<DeltaNetResult> {
  const { sizes, inputs } = problem;
  const { B, H, T, D, Dv } = sizes;
  const { outputs, ran } = await runOnDevice({
    operator: 'deltanet',
    session,
    plan: deltaNetPlan(sizes, session),
    inputs: {
      q: asFloat32(inputs.q),
      k: asFloat32(inputs.k),
      v: asFloat32(inputs.v),
      beta: asFloat32(inputs.beta),
      memory: float32State(inputs.initialMemory, B * H * Dv * D),
    },
    sizes,
    form: onlyForm('deltanet', 'recurrent', options.form),
    formReason: 'the only form',
    options,
  });
  const result = {
    output: { shape: [B, H, T, Dv], data: outputs['output'] },
    finalMemory: { shape: [B, H, Dv, D], data: outputs['memory'] },
    ran,
  };
  if (session.selfCheck)
    checkOnHost({
      operator: 'DeltaNet',
      problem,
      result,
      steps: CHECK_FLOPS / (6 * D * Dv),
      reference: deltaNetReferenceJob,
      float32: deltaNetCpuJob,
    });
  return result;
}
