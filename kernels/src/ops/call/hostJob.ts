import type { HostSession } from '../../runtime/session.ts';
import type { HostTensor } from '../../tensor.ts';
import { asFloat32, tensorsInFloat32 } from '../host/float32.ts';
import type { HostJob } from '../host/job.ts';
import type { FormChoice, GradientProblem, Operator, Problem, RunOptions } from '../operator.ts';
import { loadedWasm } from '../../runtime/wasm/module.ts';
import { reportWasmCall } from '../../runtime/wasm/watch.ts';
import { wasmHostJob } from '../wasm/hostJob.ts';
import { wasmGradientProblem, wasmProblem } from '../wasm/problem.ts';
import { formOnProcessor, gradientFormOnProcessor } from './form.ts';
import { inputOf } from './gradientProblem.ts';

type Backend = HostSession['backend'];

/** A job, and what computes it: JavaScript, too, where WebAssembly has no such form. */
export interface HostRun extends FormChoice {
  readonly job: HostJob<object>;
  readonly backend: Backend;
}

/** How a call is computed on the processor: float64 with backend "reference", float32 with "cpu" and "wasm". */
export function hostJob<P extends Problem, Options extends RunOptions>(
  operator: Operator<P, Options>,
  backend: Backend,
  problem: P,
  options: Options,
): HostRun {
  const { chunkLength, segments } = options;
  const choice = formOnProcessor(operator, problem, options);
  const { form } = choice;
  if (backend === 'wasm') {
    const inWasm = wasmProblem(operator, problem, options, choice);
    reportWasmCall(operator.name, inWasm ? 'wasm' : 'cpu');
    if (!inWasm) return hostJob(operator, 'cpu', problem, options);
    return { job: wasmHostJob(loadedWasm()!, inWasm), backend, ...choice };
  }
  if (!isByChunks(form))
    return { job: backend === 'cpu' ? operator.cpu(problem) : operator.reference(problem), backend, ...choice };
  const float32State = backend === 'cpu';
  const given = float32State ? { ...problem, inputs: inFloat32(problem.inputs) } : problem;
  const job = operator.chunked!(given, { chunkLength, segments, form, float32State });
  return { job: float32State ? rounded(job) : job, backend, ...choice };
}

/** How a gradient is computed on the processor. */
export function gradientHostJob<P extends Problem>(
  operator: Operator<P>,
  backend: Backend,
  problem: GradientProblem<P>,
  options: RunOptions,
): HostRun {
  const { gradient } = operator;
  const { chunkLength } = options;
  const choice = gradientFormOnProcessor(operator, problem.forward, options);
  if (backend === 'wasm') {
    const inWasm = wasmGradientProblem(operator, problem, choice, chunkLength);
    reportWasmCall(`${operator.name} gradient`, inWasm ? 'wasm' : 'cpu');
    if (!inWasm) return gradientHostJob(operator, 'cpu', problem, options);
    return { job: byInputs(wasmHostJob(loadedWasm()!, inWasm)), backend, ...choice };
  }
  if (!isByChunks(choice.form)) {
    return { job: backend === 'cpu' ? gradient.cpu(problem) : gradient.reference(problem), backend, ...choice };
  }
  const job = gradient.chunked!(problem, chunkLength);
  return { job: backend === 'cpu' ? rounded(job) : job, backend, ...choice };
}

/** Gradients by the names of their inputs: qGradient → q. */
export function byInputs(job: HostJob<object>): HostJob<object> {
  const finish = (): object =>
    Object.fromEntries(Object.entries(job.finish()).map(([name, tensor]) => [inputOf(name), tensor as unknown]));
  return { ...job, finish };
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
