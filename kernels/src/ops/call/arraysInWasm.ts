import { ArgumentError } from '../../errors.ts';
import { openHeap } from '../../runtime/wasm/heap.ts';
import { loadedWasm } from '../../runtime/wasm/module.ts';
import { reportWasmCall } from '../../runtime/wasm/watch.ts';
import type { HostTensor } from '../../tensor.ts';
import type { FormChoice, Operator, Problem, RunOptions } from '../operator.ts';
import { inputNames } from '../validation/axes.ts';
import { checkKeys } from '../validation/options.ts';
import { checkHostTensor } from '../validation/tensors.ts';
import { jobInHeap } from '../wasm/hostJob.ts';
import { placedArrays } from '../wasm/placedInputs.ts';
import type { PlacedInputs } from '../wasm/placedInputs.ts';
import { wasmGradientProblem, wasmProblem } from '../wasm/problem.ts';
import type { WasmProblem } from '../wasm/problem.ts';
import { formOnProcessor, gradientFormOnProcessor } from './form.ts';
import { gradientName, gradientProblem } from './gradientProblem.ts';
import { byInputs } from './hostJob.ts';
import type { HostRun } from './hostJob.ts';
import { soundProblem } from './soundProblem.ts';

/**
 * A call by arrays of float32 on a session of the backend "wasm", copied to the memory of the kernels and looked through there,
 * which takes a tenth of the time that it takes in JavaScript. Null where something may be wrong with the call, or JavaScript
 * computes it: then it is to be checked, copied and run as on any other backend.
 */
export function arraysInWasm<P extends Problem, Options extends RunOptions>(
  operator: Operator<P, Options>,
  inputs: object,
  options: Options,
): HostRun | null {
  return runOf(operator.name, float32Arrays(inputs, inputNames(operator.inputs)), (placed) => {
    const problem = soundProblem(operator, placed, (given) => operator.problemOnDevice(given, options));
    if (!problem) return null;
    const choice = formOnProcessor(operator, problem, options);
    return { problem: wasmProblem(operator, problem, options, choice), choice };
  });
}

/** The gradient of such a call. */
export function gradientArraysInWasm<P extends Problem, Options extends RunOptions>(
  operator: Operator<P, Options>,
  inputs: object,
  options: Options,
): HostRun | null {
  const names = [...inputNames(operator.inputs), ...operator.differentiable.map(gradientName)];
  const run = runOf(`${operator.name} gradient`, float32Arrays(inputs, names), (placed) => {
    const problemOf = (given: object) => gradientProblem(operator, given, options, 'device');
    const problem = soundProblem(operator, placed, problemOf, ({ forward }) => forward);
    if (!problem) return null;
    const choice = gradientFormOnProcessor(operator, problem.forward, options);
    return { problem: wasmGradientProblem(operator, problem, choice, options.chunkLength), choice };
  });
  return run && { ...run, job: byInputs(run.job) };
}

function runOf(
  operator: string,
  arrays: Readonly<Record<string, HostTensor>> | null,
  found: (placed: PlacedInputs) => { readonly problem: WasmProblem | null; readonly choice: FormChoice } | null,
): HostRun | null {
  const module = loadedWasm();
  if (!module || !arrays) return null;
  const heap = openHeap(module);
  let run: HostRun | null = null;
  try {
    const placed = placedArrays(heap, arrays);
    const { problem, choice } = found(placed) ?? {};
    if (!problem || !choice) return null;
    run = { job: jobInHeap(heap, problem, placed.places), backend: 'wasm', ...choice };
    reportWasmCall(operator, 'wasm');
    return run;
  } catch (error) {
    // A form that there is not, and a memory that is full: said by who checks and copies it once more.
    if (error instanceof ArgumentError || error instanceof RangeError) return null;
    throw error;
  } finally {
    if (!run) heap.close();
  }
}

/** The tensors of a call by name; null unless all of them are, and hold float32. */
function float32Arrays(inputs: unknown, names: readonly string[]): Record<string, HostTensor> | null {
  try {
    checkKeys('inputs', inputs, names);
    const given = names
      .map((name) => [name, (inputs as Record<string, unknown>)[name]] as const)
      .filter(([, tensor]) => tensor !== undefined);
    for (const [name, tensor] of given) checkHostTensor(name, tensor);
    const tensors = given as readonly (readonly [string, HostTensor])[];
    const allFloat32 = tensors.every(
      ([, { data }]) => Object.prototype.toString.call(data) === '[object Float32Array]',
    );
    return allFloat32 ? Object.fromEntries(tensors) : null;
  } catch (error) {
    if (error instanceof ArgumentError) return null;
    throw error;
  }
}
