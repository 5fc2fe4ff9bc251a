import { ArgumentError } from '../../errors.ts';
import type { RunReport } from '../../runtime/types.ts';
import type { HostTensor } from '../../tensor.ts';
import type { GradientProblem, Problem, RunOptions, Signature } from '../operator.ts';
import { checkAxes, inputNames } from '../validation/axes.ts';
import { checkAllFinite, takeTensor } from '../validation/inputs.ts';
import { checkKeys } from '../validation/options.ts';

/** Under this name a gradient call takes the gradient with respect to a result: output → outputGradient. */
export function gradientName(result: string): string {
  return `${result}Gradient`;
}

/** The input whose gradient has this name: qGradient → q. */
export function inputOf(gradient: string): string {
  return gradient.slice(0, -'Gradient'.length);
}

/**
 * Validates a gradient call: the call itself, and the gradients with respect to its results.
 *
 * @param place where the numbers are: tensors whose numbers are on a device have no data here
 * @throws ArgumentError naming the argument, what it was and what was expected; also when no gradient is given
 */
export function gradientProblem<P extends Problem, Options extends RunOptions, Result extends string>(
  signature: Signature<P, Options, Result>,
  inputs: object,
  options: Options,
  place: 'host' | 'device' = 'host',
): GradientProblem<P, Result> {
  const names = inputNames(signature.inputs);
  const results = signature.differentiable;
  checkKeys('inputs', inputs, [...names, ...results.map(gradientName)]);
  const given = Object.entries(inputs).filter(([name, value]) => names.includes(name) && value !== undefined);
  const tensors = Object.fromEntries(given) as Record<string, HostTensor>;
  const forward = place === 'host' ? signature.problem(tensors, options) : signature.problemOnDevice(tensors, options);
  const axes = signature.results(options);
  const gradients = results.map((result): [Result, HostTensor | null] => {
    const name = gradientName(result);
    const value = (inputs as Readonly<Record<string, unknown>>)[name];
    if (value === undefined) return [result, null];
    const gradient = place === 'host' ? takeTensor(name, value) : (value as HostTensor);
    checkAxes(name, gradient.shape, axes[result]!, forward.sizes);
    checkAllFinite({ [name]: gradient });
    return [result, gradient];
  });
  if (gradients.every(([, gradient]) => gradient === null)) {
    const expected = results.map(gradientName).join(', ');
    throw new ArgumentError(gradientName(results[0]!), `was undefined; expected at least one of ${expected}`);
  }
  return {
    forward,
    gradients: Object.fromEntries(gradients) as Record<Result, HostTensor | null>,
    given: new Set(given.map(([name]) => name)),
  };
}

/** Results, each in the shape of the input of its name. */
export function inShapesOf(
  shapes: Readonly<Record<string, readonly number[]>>,
  { ran, ...gradients }: Readonly<Record<string, HostTensor>> & { readonly ran: RunReport },
): object {
  const tensors = Object.entries(gradients as Readonly<Record<string, HostTensor>>);
  return { ...Object.fromEntries(tensors.map(([name, { data }]) => [name, { shape: shapes[name]!, data }])), ran };
}
