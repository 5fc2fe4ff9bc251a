import { ArgumentError } from '../errors.ts';
import { describe, formatShape } from '../ops/validation/options.ts';
import { checkHostTensor } from '../ops/validation/tensors.ts';

/** Names of weights that do not fit those that were expected. */
export interface NameProblems {
  readonly missing: readonly string[];
  /** Those that no weight takes. */
  readonly leftOver: readonly string[];
  readonly misshapen: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly expected: readonly number[];
  }[];
}

/** Weights by name that do not fit: the message has all of the lists. */
export class WeightNamesError extends ArgumentError implements NameProblems {
  readonly missing;
  readonly leftOver;
  readonly misshapen;

  constructor(argument: string, { missing, leftOver, misshapen }: NameProblems) {
    const shapes = misshapen.map(
      ({ name, shape, expected }) => `${name} ${formatShape(shape)} instead of ${formatShape(expected)}`,
    );
    const problems = [
      ...listed('lacks', missing),
      ...listed('has names that no weight takes:', leftOver),
      ...listed('has other shapes:', shapes),
    ];
    super(argument, problems.join('; '));
    this.missing = missing;
    this.leftOver = leftOver;
    this.misshapen = misshapen;
  }
}

/** Throws one error that lists every name that is missing, left over, or has another shape than expected. */
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
    .map((name) => ({ name, shape: given[name]!.shape, expected: expected[name]! }));
  if (missing.length + leftOver.length + misshapen.length > 0) {
    throw new WeightNamesError(argument, { missing, leftOver, misshapen });
  }
}

function listed(what: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`${what} ${names.join(', ')}`];
}
