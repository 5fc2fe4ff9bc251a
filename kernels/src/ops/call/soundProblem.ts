import { ArgumentError } from '../../errors.ts';
import type { HostTensor } from '../../tensor.ts';
import type { Operator, Problem } from '../operator.ts';
import { inputNames } from '../validation/axes.ts';
import type { PlacedInputs } from '../wasm/placedInputs.ts';
import type { Shapes } from './deviceJob.ts';
import { gradientName } from './gradientProblem.ts';

/**
 * The problem of a call whose tensors are in a memory of WebAssembly kernels, made of their shapes, where a look at them finds nothing
 * that would be refused; else null: then it is for the checks of arrays to say what is wrong.
 */
export function soundProblem<Found>(
  operator: Pick<Operator, 'inputs' | 'differentiable' | 'inspected' | 'rowBounds'>,
  tensors: PlacedInputs,
  problemOf: (tensors: Record<string, HostTensor>) => Found,
  forwardOf: (found: Found) => Problem = (found) => found as unknown as Problem,
): Found | null {
  const { shapes } = tensors;
  const { inputs, differentiable, inspected = [], rowBounds } = operator;
  const known = [...inputNames(inputs), ...differentiable.map(gradientName)];
  const isUsual = (name: string): boolean => known.includes(name) && !inspected.includes(name);
  const complete = Object.keys(inputs.required).every((name) => shapes[name]);
  if (!complete || !Object.keys(shapes).every(isUsual)) return null;
  try {
    const found = problemOf(withoutNumbers(shapes));
    return tensors.areSound(rowBounds?.(forwardOf(found)) ?? {}) ? found : null;
  } catch (error) {
    if (error instanceof ArgumentError) return null;
    throw error;
  }
}

/** Tensors whose numbers are elsewhere. */
export function withoutNumbers(shapes: Shapes): Record<string, HostTensor> {
  const nothing = new Float32Array();
  return Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, { shape, data: nothing }]));
}
