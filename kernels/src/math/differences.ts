import { checkKeys, numberOption } from '../arguments.ts';
import { aFunction, optional } from '../shapes.ts';
import type { Vector } from './matrix.ts';
import { checkVector } from './shapes.ts';

export interface DifferenceOptions {
  /** How far to move. Default 1e-3: with float64 and values of size 1, where rounding and curvature cost about the same. */
  readonly step?: number;
  /** Moves x along the i-th direction. Default: its i-th entry. */
  readonly move?: (x: Float64Array, i: number, by: number) => void;
}

/**
 * The gradient of a function of a vector by central differences of fourth order, in float64: entry i is the slope along
 * the i-th direction, (8 (f(x+h) − f(x−h)) − (f(x+2h) − f(x−2h))) / 12h.
 */
export function centralDifferences(
  of: (x: Float64Array) => number,
  x: Vector,
  options: DifferenceOptions = {},
): Float64Array {
  aFunction('of', of);
  checkVector('x', x);
  checkKeys('options', options, ['step', 'move']);
  optional(aFunction)('move', options.move);
  const accept = (value: number): boolean => value !== 0 && Number.isFinite(value);
  const step = numberOption({
    name: 'step',
    value: options.step,
    fallback: 1e-3,
    expected: 'a number other than 0',
    accept,
  });
  const { move = (moved, i, by) => (moved[i] += by) } = options;
  const at = (i: number, by: number): number => {
    const moved = Float64Array.from(x);
    move(moved, i, by);
    return of(moved);
  };
  return Float64Array.from(x, (_, i) => {
    const [near, far] = [at(i, step) - at(i, -step), at(i, 2 * step) - at(i, -2 * step)];
    return (8 * near - far) / (12 * step);
  });
}
