import type { HostSession } from '../../runtime/session.ts';
import { tensorsInFloat32 } from '../host/float32.ts';
import type { HostJob } from '../host/job.ts';
import { RECURRENT_ON_HOST, recurrentOrChunk } from '../call/recurrentOrChunk.ts';
import type { RecurrentOrChunk } from '../call/recurrentOrChunk.ts';
import type { RunOptions } from '../types.ts';
import { linearAttentionChunkedJob } from './chunked.ts';
import { linearAttentionCpuJob } from './cpu.ts';
import type { LinearAttentionProblem } from './problem.ts';
import type { LinearAttentionTensors } from './reference.ts';
import { linearAttentionReferenceJob } from './reference.ts';

/** The job of a problem on the processor, and the form it takes. Numbers are float64, on "cpu" rounded at the end. */
export function linearAttentionHostJob(
  backend: HostSession['backend'],
  problem: LinearAttentionProblem,
  options: RunOptions,
): { job: HostJob<LinearAttentionTensors> } & RecurrentOrChunk {
  const choice = recurrentOrChunk('linear', options.form, RECURRENT_ON_HOST);
  const { chunkLength } = options;
  if (choice.form === 'recurrent') {
    const job = backend === 'cpu' ? linearAttentionCpuJob(problem) : linearAttentionReferenceJob(problem);
    return { job, ...choice };
  }
  const job = linearAttentionChunkedJob(problem, { chunkLength });
  return { job: backend === 'cpu' ? { ...job, finish: () => tensorsInFloat32(job.finish()) } : job, ...choice };
}
