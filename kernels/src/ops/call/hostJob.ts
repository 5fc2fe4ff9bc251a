import type { HostSession } from '../../runtime/session.ts';
import type { HostTensor } from '../../tensor.ts';
import { asFloat32, tensorsInFloat32 } from '../host/float32.ts';
import type { HostJob } from '../host/job.ts';
import type { FormChoice, GradientProblem, Operator, Problem, RunOptions } from '../operator.ts';
import { chooseForm, formsOf, preferredOnProcessor } from './form.ts';

type Backend = HostSession['backend'];

/** How a call is computed on the processor: float64 with backend "reference", float32 with "cpu". */
export function hostJob<P extends Problem>(
  operator: Operator<P>,
  backend: Backend,
  problem: P,
  { form: requested, chunkLength, segments }: RunOptions,
): { readonly job: HostJob<object> } & FormChoice {
  const choice = chooseForm(formsOf(operator, problem), requested, preferredOnProcessor(operator));
  const { form } = choice;
  if (!isByChunks(form))
    return { job: backend === 'cpu' ? operator.cpu(problem) : operator.reference(problem), ...choice };
  const float32State = backend === 'cpu';
  const given = float32State ? { ...problem, inputs: inFloat32(problem.inputs) } : problem;
  const job = operator.chunked!(given, { chunkLength, segments, form, float32State });
  return { job: float32State ? rounded(job) : job, ...choice };
}

/** How a gradient is computed on the processor. */
export function gradientHostJob<P extends Problem>(
  { gradient }: Pick<Operator<P>, 'gradient'>,
  backend: Backend,
  problem: GradientProblem<P>,
  { form }: FormChoice,
  chunkLength?: number,
): HostJob<object> {
  if (!isByChunks(form)) return backend === 'cpu' ? gradient.cpu(problem) : gradient.reference(problem);
  const job = gradient.chunked!(problem, chunkLength);
  return backend === 'cpu' ? rounded(job) : job;
}

function isByChunks(form: FormChoice['form']): boolean {
  return form === 'chunk' || form === 'parallel';
}

function inFloat32(inputs: Problem['inputs']): Problem['inputs'] {
  const entries = Object.entries(inputs) as [string, HostTensor | null][];
  return Object.fromEntries(
    entries.map(([name, tensor]) => [name, tensor && { shape: tensor.shape, data: asFloat32(tensor) }]),
  );
}

function rounded(job: HostJob<object>): HostJob<object> {
  return { ...job, finish: () => tensorsInFloat32(job.finish()) };
}
