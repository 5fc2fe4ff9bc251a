import { ArgumentError } from '../../errors.ts';
import type { KernelPlan } from '../../runtime/plan.ts';
import type { HostTensor } from '../../tensor.ts';
import { checkAllFinite, takeTensor } from '../validation/inputs.ts';
import { checkKeys } from '../validation/options.ts';
import { checkShape } from '../validation/tensors.ts';

/** A call that is known to be well formed, and what a loss says about its results; null stands for zeros. */
export interface GradientProblem<Problem, Result extends string> {
  readonly forward: Problem;
  readonly gradients: Readonly<Record<Result, HostTensor | null>>;
}

/** Shape of a result, and the letters of its axes. */
export type ResultShape = readonly [shape: readonly number[], letters: string];

/** Under this name a gradient call takes the gradient with respect to a result: output → outputGradient. */
export function gradientName(result: string): string {
  return `${result}Gradient`;
}

/** The input whose gradient has this name: qGradient → q. */
export function inputOf(gradient: string): string {
  return gradient.slice(0, -'Gradient'.length);
}

/**
 * Validates a gradient call: the call itself by `problemOf`, and the gradients with respect to its results.
 *
 * @param names input tensors of the call
 * @param shapesOf the results a loss may depend on, with their shapes
 * @throws ArgumentError naming the argument, what it was and what was expected; also when no gradient is given
 */
export function gradientProblem<Problem, Result extends string>(args: {
  readonly inputs: unknown;
  readonly names: readonly string[];
  readonly results: readonly Result[];
  readonly problemOf: (call: never) => Problem;
  readonly shapesOf: (problem: Problem) => Record<Result, ResultShape>;
}): GradientProblem<Problem, Result> {
  const { inputs, names, results, problemOf, shapesOf } = args;
  const gradientNames = results.map(gradientName);
  checkKeys('inputs', inputs, [...names, ...gradientNames]);
  const given = Object.entries(inputs) as [string, unknown][];
  const call = Object.fromEntries(given.filter(([name]) => names.includes(name)));
  const forward = problemOf(call as never);
  const shapes = shapesOf(forward);
  const gradients = Object.fromEntries(
    results.map((result) => {
      const name = gradientName(result);
      const given = (inputs as Record<string, unknown>)[name];
      if (given === undefined) return [result, null];
      const gradient = takeTensor(name, given);
      const [shape, letters] = shapes[result];
      checkShape(name, gradient.shape, shape, letters);
      checkAllFinite({ [name]: gradient });
      return [result, gradient];
    }),
  ) as Record<Result, HostTensor | null>;
  if (Object.values(gradients).every((gradient) => gradient === null)) {
    throw new ArgumentError(gradientNames[0], `was undefined; expected at least one of ${gradientNames.join(', ')}`);
  }
  return { forward, gradients };
}

type Tensors = Readonly<Record<string, HostTensor>>;

/** The gradients, each in the shape of the input of its name. */
export function inShapesOf(inputs: object, gradients: Readonly<Record<string, Pick<HostTensor, 'data'>>>): Tensors {
  const shapes = inputs as Tensors;
  return Object.fromEntries(
    Object.entries(gradients).map(([name, { data }]) => [name, { shape: shapes[name]!.shape, data }]),
  );
}

/** Shapes of the gradients that a plan writes, from those of the call's tensors. */
export function gradientShapes(
  { buffers }: KernelPlan,
  shapes: Readonly<Record<string, readonly number[]>>,
): Record<string, readonly number[]> {
  const written = buffers.filter(({ role }) => role === 'output');
  return Object.fromEntries(written.map(({ name }) => [name, shapes[inputOf(name)]!]));
}
