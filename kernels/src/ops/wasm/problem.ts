import type { HostTensor } from '../../tensor.ts';
import { gradientName, inputOf } from '../call/gradientProblem.ts';
import { resultShapes } from '../call/states.ts';
import type { FormChoice, GradientProblem, Operator, Problem, RunOptions } from '../operator.ts';
import type { AttentionSizes } from '../validation/axes.ts';
import { hasTokens, inputNames } from '../validation/axes.ts';
import type { WasmCall, WasmJob } from './call.ts';

/** What a job in WebAssembly takes and gives, wherever its tensors are. */
export interface WasmProblem {
  readonly inputs: Readonly<Record<string, HostTensor | null>>;
  /** Shapes of the results by name. */
  readonly results: Readonly<Record<string, readonly number[]>>;
  /** Begins the job where its tensors are. */
  start(places: Omit<WasmCall, 'sizes' | 'options'>): WasmJob;
  /** In messages, where so-and-so of a result's numbers belongs: "at step 3 of batch 0, head 1". */
  where(result: string, index: number): string;
}

/** A call of an operator; null where its form is not there. */
export function wasmProblem<P extends Problem, Options extends RunOptions>(
  operator: Operator<P, Options>,
  problem: P,
  given: Options,
  { form }: FormChoice,
): WasmProblem | null {
  const { wasm } = operator;
  if (!wasm?.forms.includes(form)) return null;
  const { sizes, options, inputs } = problem;
  const { chunkLength, segments } = given;
  const results = resultShapes(operator, problem, given);
  const axes = operator.results(given);
  return {
    inputs,
    results,
    start: (places) => wasm.job({ ...places, sizes, options } as WasmCall<P>, { form, chunkLength, segments }),
    where: (result, index) =>
      hasTokens(axes[result]!) ? tokenOf(results[result]!, index, sizes) : `in ${wordsOf(result)}`,
  };
}

/** The gradient of an operator; null where its form is not there. */
export function wasmGradientProblem<P extends Problem>(
  { gradient, inputs: declared }: Pick<Operator<P>, 'gradient' | 'inputs'>,
  { forward, gradients, given }: GradientProblem<P>,
  { form }: FormChoice,
  chunkLength?: number,
): WasmProblem | null {
  const { wasm } = gradient;
  if (!wasm?.forms.includes(form)) return null;
  const { sizes, options } = forward;
  const named = Object.entries(gradients).map(([result, tensor]) => [gradientName(result), tensor] as const);
  const names = inputNames(declared).filter((name) => given.has(name));
  return {
    inputs: { ...forward.inputs, ...Object.fromEntries(named) },
    results: Object.fromEntries(names.map((name) => [gradientName(name), forward.inputs[name]!.shape])),
    start: (places) => wasm.job({ ...places, sizes, options } as WasmCall<P>, { form, chunkLength }),
    where: (result) => `in the gradient of ${inputOf(result)}`,
  };
}

function tokenOf(shape: readonly number[], index: number, { H, T }: AttentionSizes): string {
  const token = Math.floor(index / shape.slice(3).reduce((product, size) => product * size, 1));
  const head = Math.floor(token / T);
  return `at step ${token % T} of batch ${Math.floor(head / H)}, head ${head % H}`;
}

/** finalMemory → the final memory */
function wordsOf(result: string): string {
  return `the ${result.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`;
}
