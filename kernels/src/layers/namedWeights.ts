import { ArgumentError } from '../errors.ts';
import { describe, formatShape } from '../ops/validation/options.ts';
import { checkHostTensor } from '../ops/validation/tensors.ts';

/** Throws one ArgumentError that lists every name that is missing, left over, or has another shape than expected. */
export function checkNamed(
  argument: string,
  given: Readonly<Record<string, { readonly shape: readonly number[] }>>,
  expected: Readonly<Record<string, readonly number[]>>,
): void {
  const names = Object.keys(expected);
  if (typeof given !== 'object' || given === null) {
    throw new ArgumentError(argument, `was ${describe(given)}; expected tensors by the names ${names.join(', ')}`);
  }
  for (const [name, tensor] of Object.entries(given)) checkHostTensor(name, tensor);
  const missing = names.filter((name) => !Object.hasOwn(given, name));
  const leftOver = Object.keys(given).filter((name) => !Object.hasOwn(expected, name));
  const misshapen = names
    .filter((name) => Object.hasOwn(given, name) && String(given[name]!.shape) !== String(expected[name]))
    .map((name) => `${name} ${formatShape(given[name]!.shape)} instead of ${formatShape(expected[name]!)}`);
  const problems = [
    ...listed('lacks', missing),
    ...listed('has names that no weight takes:', leftOver),
    ...listed('has other shapes:', misshapen),
  ];
  if (problems.length > 0) throw new ArgumentError(argument, problems.join('; '));
}

function listed(what: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`${what} ${names.join(', ')}`];
}
