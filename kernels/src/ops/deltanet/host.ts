import type { HostSession } from '../../runtime/session.ts';
import { asFloat32 } from '../float32.ts';
import type { HostJob } from '../hostJob.ts';
import { runOnHost } from '../runOnHost.ts';
import type { DeltaNetResult, RunOptions } from '../types.ts';
import { deltaNetChunkedJob } from './chunked.ts';
import { deltaNetCpuJob } from './cpu.ts';
import type { DeltaNetFormChoice } from './form.ts';
import { chooseDeltaNetForm, PREFERRED_ON_HOST } from './form.ts';
import type { DeltaNetProblem } from './problem.ts';
import type { DeltaNetTensors } from './reference.ts';
import { deltaNetReferenceJob } from './reference.ts';

/** The delta rule on the processor: float64 with backend "reference", float32 state with "cpu". */
export function deltaNetOnHost(
  session: HostSession,
  problem: DeltaNetProblem,
  options: RunOptions,
): Promise<DeltaNetResult> {
  const { job, form, reason: formReason } = deltaNetHostJob(session.backend, problem, options);
  return runOnHost({ operator: 'deltanet', session, job, form, formReason, options });
}

/** The job of a problem on the processor, and the form it takes. */
export function deltaNetHostJob(
  backend: HostSession['backend'],
  problem: DeltaNetProblem,
  { form, chunkLength }: RunOptions,
): { job: HostJob<DeltaNetTensors> } & DeltaNetFormChoice {
  const choice = chooseDeltaNetForm(form, PREFERRED_ON_HOST);
  if (choice.form === 'recurrent')
    return { job: backend === 'cpu' ? deltaNetCpuJob(problem) : deltaNetReferenceJob(problem), ...choice };
  if (backend === 'reference') return { job: deltaNetChunkedJob(problem, { chunkLength }), ...choice };
  const job = deltaNetChunkedJob(problem, { chunkLength, float32State: true });
  return { job: { ...job, finish: () => inFloat32(job.finish()) }, ...choice };
}

function inFloat32({ output, finalMemory }: DeltaNetTensors): DeltaNetTensors {
  return {
    output: { ...output, data: asFloat32(output) },
    finalMemory: { ...finalMemory, data: asFloat32(finalMemory) },
  };
}
