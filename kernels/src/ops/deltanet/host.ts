import type { HostSession } from '../../runtime/session.ts';
import { tensorsInFloat32 } from '../host/float32.ts';
import type { HostJob } from '../host/job.ts';
import { RECURRENT_ON_HOST, recurrentOrChunk } from '../call/recurrentOrChunk.ts';
import type { RecurrentOrChunk } from '../call/recurrentOrChunk.ts';
import { runOnHost } from '../call/runOnHost.ts';
import type { DeltaNetResult, RunOptions } from '../types.ts';
import { deltaNetChunkedJob } from './chunked.ts';
import { deltaNetCpuJob } from './cpu.ts';
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
): { job: HostJob<DeltaNetTensors> } & RecurrentOrChunk {
  const choice = recurrentOrChunk('deltanet', form, RECURRENT_ON_HOST);
  if (choice.form === 'recurrent')
    return { job: backend === 'cpu' ? deltaNetCpuJob(problem) : deltaNetReferenceJob(problem), ...choice };
  if (backend === 'reference') return { job: deltaNetChunkedJob(problem, { chunkLength }), ...choice };
  const job = deltaNetChunkedJob(problem, { chunkLength, float32State: true });
  return { job: { ...job, finish: () => tensorsInFloat32(job.finish()) }, ...choice };
}
