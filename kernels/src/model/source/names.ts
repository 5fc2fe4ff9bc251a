import { ArgumentError } from '../../errors.ts';
import type { SourceTensors, SourceWeight } from '../../layers/source/weights.ts';
import { formatShape } from '../../ops/validation/options.ts';
import { aText, fields, integer, listOf } from '../../shapes.ts';

/** Names of a file that do not fit those of its class. */
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

const shapeOf = listOf(integer(0));
const nameProblems = fields({
  missing: listOf(aText),
  leftOver: listOf(aText),
  misshapen: listOf(fields({ name: aText, shape: shapeOf, expected: shapeOf })),
});

/** A file with names or shapes that do not fit its class: the message has all of the lists. */
export class WeightNamesError extends ArgumentError implements NameProblems {
  readonly missing;
  readonly leftOver;
  readonly misshapen;

  constructor(problems: NameProblems) {
    nameProblems('problems', problems);
    const { missing, leftOver, misshapen } = problems;
    const shapes = misshapen.map(
      ({ name, shape, expected }) => `${name} ${formatShape(shape)} instead of ${formatShape(expected)}`,
    );
    const lists = [
      ...listed('lacks', missing),
      ...listed('has names that no weight takes:', leftOver),
      ...listed('has other shapes:', shapes),
    ];
    super('file', lists.join('; '));
    this.missing = missing;
    this.leftOver = leftOver;
    this.misshapen = misshapen;
  }
}

/** Throws one error that lists all names of a file that are missing, that no weight takes, or whose shapes are others. */
export function checkTensors(weights: readonly SourceWeight[], tensors: SourceTensors): void {
  const expected = new Map(weights.map(({ from, theirs }) => [from, theirs]));
  const missing = [...expected.keys()].filter((name) => !Object.hasOwn(tensors, name));
  const leftOver = Object.keys(tensors).filter((name) => !expected.has(name));
  const misshapen = [...expected]
    .filter(([name, shape]) => Object.hasOwn(tensors, name) && String(tensors[name]!.shape) !== String(shape))
    .map(([name, shape]) => ({ name, shape: tensors[name]!.shape, expected: shape }));
  if (missing.length + leftOver.length + misshapen.length > 0) {
    throw new WeightNamesError({ missing, leftOver, misshapen });
  }
}

function listed(what: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`${what} ${names.join(', ')}`];
}
