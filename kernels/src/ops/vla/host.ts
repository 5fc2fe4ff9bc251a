import type { HostSession } from '../../runtime/session.ts';
import type { HostTensor } from '../../tensor.ts';
import { asFloat32 } from '../host/float32.ts';
import type { HostJob } from '../host/job.ts';
import { runOnHost } from '../call/runOnHost.ts';
import type { RunOptions, VlaResult } from '../types.ts';
import { vlaChunkedJob } from './host/chunked.ts';
import { vlaCpuJob } from './host/cpu.ts';
import type { VlaForm, VlaFormChoice } from './form.ts';
import { chooseForm } from './form.ts';
import type { VlaProblem } from './problem.ts';
import type { VlaTensors } from './reference.ts';
import { vlaReferenceJob } from './reference.ts';

/** VLA on the processor: float64 with backend "reference", float32 state with "cpu". */
export async function vlaOnHost(session: HostSession, problem: VlaProblem, options: RunOptions): Promise<VlaResult> {
  const { job, form, reason: formReason } = vlaHostJob(session.backend, problem, options);
  return runOnHost({ operator: 'vla', session, job, form, formReason, options });
}

/** The job of a problem on the processor, and the form it takes. */
export function vlaHostJob(
  backend: HostSession['backend'],
  problem: VlaProblem,
  options: RunOptions,
): { job: HostJob<VlaTensors> } & VlaFormChoice {
  const preferred = { form: 'recurrent', reason: 'the fastest on a processor' } as const;
  const choice = chooseForm(problem, options.form ?? 'auto', preferred);
  return { job: hostJob(backend, choice.form, problem, options), ...choice };
}

function hostJob(
  backend: HostSession['backend'],
  form: VlaForm,
  problem: VlaProblem,
  { chunkLength, segments = Infinity }: RunOptions,
): HostJob<VlaTensors> {
  if (form === 'recurrent') return backend === 'cpu' ? vlaCpuJob(problem) : vlaReferenceJob(problem);
  const run = { chunkLength, segments: form === 'parallel' ? segments : 1 };
  if (backend === 'reference') return vlaChunkedJob(problem, run);
  const job = vlaChunkedJob(inFloat32(problem), { ...run, float32State: true });
  return { ...job, finish: () => toFloat32(job.finish()) };
}

function inFloat32(problem: VlaProblem): VlaProblem {
  return { ...problem, inputs: toFloat32(problem.inputs) };
}

/** The same tensors, with their numbers in float32. */
function toFloat32<Tensors extends object>(tensors: Tensors): Tensors {
  const entries = Object.entries(tensors) as [string, HostTensor | null][];
  return Object.fromEntries(
    entries.map(([name, tensor]) => [name, tensor && { shape: tensor.shape, data: asFloat32(tensor) }]),
  ) as Tensors;
}
