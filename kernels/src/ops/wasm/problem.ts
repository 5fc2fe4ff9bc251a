import { DeviceError, DivergedError, tokenPlace } from '../../errors.ts';
import type { TokenPlace } from '../../errors.ts';
import { elementCount } from '../../tensor.ts';
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
  /** What is said of a number of a result that is not finite. */
  fault(result: string, index: number, value: number): DeviceError;
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
    fault: (result, index, value) =>
      hasTokens(axes[result]!)
        ? new DivergedError(tokenOf(results[result]!, index, sizes), String(value))
        : divergedIn(wordsOf(result), value),
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
    fault: (result, _, value) => divergedIn(`the gradient of ${inputOf(result)}`, value),
  };
}

function tokenOf(shape: readonly number[], index: number, sizes: AttentionSizes): TokenPlace {
  return tokenPlace(Math.floor(index / elementCount(shape.slice(3))), sizes);
}

function divergedIn(what: string, value: number): DeviceError {
  return new DeviceError('non-finite', `diverged in ${what}: ${value}`);
}

/** finalMemory → the final memory */
function wordsOf(result: string): string {
  return `the ${result.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`;
}
