import type { WebGpuSession } from '../../runtime/session.ts';
import { CHECK_FLOPS, checkOnHost } from '../call/selfCheck.ts';
import { asFloat32, float32State } from '../host/float32.ts';
import { runOnDevice } from '../call/runOnDevice.ts';
import type { DeltaNetResult, RunOptions } from '../types.ts';
import { deltaNetCpuJob } from './cpu.ts';
import { deltaNetOnDevice } from './devicePlan.ts';
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
  const planned = deltaNetOnDevice(sizes, options, session);
  const { outputs, ran } = await runOnDevice({
    operator: 'deltanet',
    session,
    ...planned,
    inputs: {
      q: asFloat32(inputs.q),
      k: asFloat32(inputs.k),
      v: asFloat32(inputs.v),
      beta: asFloat32(inputs.beta),
      memory: float32State(inputs.initialMemory, B * H * Dv * D),
    },
    sizes,
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
