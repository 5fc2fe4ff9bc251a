import { registerGradient } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../../errors.ts';
import type { RunReport } from '../../runtime/types.ts';
import type { HostTensor } from '../../tensor.ts';
import { asFloat32 } from '../host/float32.ts';
import type { Operator, Problem, RunOptions } from '../operator.ts';
import { inputNames } from '../validation/axes.ts';
import { wasmGradientProblem, wasmProblem } from '../wasm/problem.ts';
import type { Shapes } from './deviceJob.ts';
import { formOnProcessor, gradientFormOnProcessor } from './form.ts';
import type { PlannedForm } from './form.ts';
import { gradientName, gradientProblem, inputOf } from './gradientProblem.ts';
import { gradientHostJob, hostJob } from './hostJob.ts';
import { ON_PROCESSOR, checkProvided, planForCall, planForGradient } from './plan.ts';
import { soundProblem, withoutNumbers } from './soundProblem.ts';
import { resultShapes, statesOf } from './states.ts';
import { callTensorKernel, registerTensorKernel } from './tensorKernel.ts';
import type { Attributes, TensorKernel } from './tensorKernel.ts';

type AnyOperator = Operator<Problem, RunOptions>;

/** Kernels of the operators that were called by tensors, which is when TensorFlow.js gets to know them. */
const registered = new WeakMap<object, TensorKernel<RunOptions>>();

/** Runs an operator on the active backend of TensorFlow.js, which can differentiate it. */
export function runOnTensors(
  operator: AnyOperator,
  inputs: Readonly<Record<string, Tensor>>,
  options: RunOptions,
): Readonly<Record<string, Tensor>> & { readonly ran: RunReport } {
  const kernel = registered.get(operator) ?? register(operator);
  return callTensorKernel(kernel, inputs, options);
}

function register(operator: AnyOperator): TensorKernel<RunOptions> {
  const kernel = operatorKernel(operator);
  registerTensorKernel(kernel);
  registerOperatorGradient(operator, kernel);
  registered.set(operator, kernel);
  return kernel;
}

function operatorKernel(operator: AnyOperator): TensorKernel<RunOptions> {
  return {
    kernelName: operator.kernelName,
    operator: operator.name,
    results: (options) => Object.keys(operator.results(options)),
    onDevice(shapes, options, device, { differentiated }) {
      const problem = operator.problemOnDevice(withoutNumbers(shapes), options);
      const planned = planForCall(operator, problem, options, device);
      const keeping = differentiated ? (operator.keeping?.(problem, planned.form, device, options) ?? null) : null;
      const results = resultShapes(operator, problem, options);
      const constants = constantsOf(problem, planned, shapes);
      checkProvided(planned, new Set(Object.keys({ ...shapes, ...constants })));
      return {
        ...planned,
        plan: keeping?.plan ?? planned.plan,
        rowBounds: operator.rowBounds?.(problem),
        states: statesOf(operator, problem, results),
        constants,
        shapes: { ...results, ...keeping?.kept },
        kept: Object.keys(keeping?.kept ?? {}),
      };
    },
    onHost(inputs, options) {
      const { job, ...choice } = hostJob(operator, 'cpu', operator.problem(inputs, options), options);
      return { ...job, ...choice };
    },
    inWasm(inputs, options) {
      const problem =
        soundProblem(operator, inputs, (given) => operator.problemOnDevice(given, options)) ??
        operator.problem(inputs.read(), options);
      const choice = formOnProcessor(operator, problem, options);
      const inWasm = wasmProblem(operator, problem, options, choice);
      return inWasm && { ...inWasm, ...choice };
    },
  };
}

/** What a plan reads and a problem has numbers of, as no caller gave it. */
function constantsOf({ inputs }: Problem, { plan }: PlannedForm, shapes: Shapes): Record<string, Float32Array> {
  const read = new Set(plan.buffers.map(({ name }) => name));
  const filled = Object.entries(inputs).filter(([name, tensor]) => tensor && !shapes[name] && read.has(name));
  return Object.fromEntries(filled.map(([name, tensor]) => [name, asFloat32(tensor!)]));
}

/** tf.grad, tf.grads, tf.variableGrads and optimizers then go through it. */
function registerOperatorGradient(operator: AnyOperator, kernel: TensorKernel<RunOptions>): void {
  const { differentiable } = operator;
  const { kept: keepable = [], check } = operator.gradient;
  const gradient = gradientKernel(operator);
  registerTensorKernel(gradient);
  registerGradient({
    kernelName: kernel.kernelName,
    saveAllInputs: true,
    // By position: what is kept comes after the results.
    outputsToSave: [...kernel.results({}, []).map(() => false), ...keepable.map(() => true)],
    gradFunc: (dy, saved, attrs) => {
      const { options, names, kept } = attrs as unknown as Attributes<RunOptions>;
      check?.(options);
      const results = kernel.results(options, names);
      const dys = Array.isArray(dy) ? dy : [dy];
      const inputs = Object.fromEntries([
        ...[...names, ...kept].map((name, index) => [name, saved[index]!]),
        ...differentiable.map((result) => [gradientName(result), dys[results.indexOf(result)]!]),
      ]) as Record<string, Tensor>;
      const gradients = callTensorKernel(gradient, inputs, options);
      return Object.fromEntries(names.map((name, index) => [index, () => gradients[gradientName(name)]!]));
    },
  });
}

function gradientKernel(operator: AnyOperator): TensorKernel<RunOptions> {
  const { kept = [], forms, onlyOnProcessor } = operator.gradient;
  const names = inputNames(operator.inputs);
  const wanted = (given: readonly string[]) => given.filter((name) => names.includes(name));
  /** A form that only the operator has is by chunks in its gradient, where that has chunks. */
  const instead = forms.includes('chunk') ? 'chunk' : 'auto';
  const withForm = ({ form = 'auto', ...options }: RunOptions): RunOptions =>
    form === 'auto' || forms.includes(form) ? { ...options, form } : { ...options, form: instead };
  return {
    kernelName: `${operator.kernelName}Gradient`,
    operator: `${operator.name} gradient`,
    causal: false,
    ours: kept,
    results: (_, given) => wanted(given).map(gradientName),
    onDevice(shapes, options, device, { zeros }) {
      const inputs = Object.fromEntries(wanted(Object.keys(shapes)).map((name) => [name, shapes[name]!]));
      const problem = operator.problemOnDevice(withoutNumbers(inputs), options);
      const given = new Set(Object.keys(shapes).filter((name) => !zeros.has(name) || names.includes(name)));
      const call = { sizes: problem.sizes, options: problem.options, given };
      const obstacle = onlyOnProcessor?.(call, withForm(options).form) ?? null;
      if (obstacle) throw new ArgumentError(obstacle, `${ON_PROCESSOR}; tfjs’s backends "cpu" and "wasm" have it`);
      const planned = planForGradient(operator, call, withForm(options), device);
      const constants = constantsOf(problem, planned, shapes);
      checkProvided(planned, new Set(Object.keys({ ...shapes, ...constants })));
      const written = planned.plan.buffers.filter(({ role }) => role === 'output');
      return {
        ...planned,
        rowBounds: operator.rowBounds?.(problem),
        states: {},
        constants,
        shapes: Object.fromEntries(written.map(({ name }) => [name, shapes[inputOf(name)]!])),
      };
    },
    onHost(inputs, options) {
      const problem = gradientProblem(operator, inputs, options);
      const { job, ...choice } = gradientHostJob(operator, 'cpu', problem, withForm(options));
      const finish = (): object => gradientsOf(inputs, job.finish() as Readonly<Record<string, HostTensor>>);
      return { ...job, ...choice, finish };
    },
    inWasm(inputs, options) {
      const placed = (given: object) => gradientProblem(operator, given, options, 'device');
      const problem =
        soundProblem(operator, inputs, placed, ({ forward }) => forward) ??
        gradientProblem(operator, inputs.read(), options);
      const choice = gradientFormOnProcessor(operator, problem.forward, withForm(options));
      const inWasm = wasmGradientProblem(operator, problem, choice, options.chunkLength);
      if (!inWasm) return null;
      const shapes = Object.keys(inWasm.results).map((name) => [name, inputs.shapes[inputOf(name)]!]);
      return { ...inWasm, results: Object.fromEntries(shapes), ...choice };
    },
  };
}

/** Gradients under their names, in the shapes of the inputs. */
function gradientsOf(inputs: Readonly<Record<string, HostTensor>>, gradients: Readonly<Record<string, HostTensor>>) {
  return Object.fromEntries(
    Object.entries(gradients).map(([name, { data }]) => [gradientName(name), { shape: inputs[name]!.shape, data }]),
  );
}
