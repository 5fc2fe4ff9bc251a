import { ArgumentError } from '../errors.ts';
import type { Vector } from './matrix.ts';
import { checkVector } from './shapes.ts';

/** xᵀy */
export function dot(x: Vector, y: Vector): number {
  checkVector('x', x);
  checkVector('y', y, x.length);
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i];
  return sum;
}

/** Euclidean norm of a vector; of a matrix's data, its Frobenius norm. */
export function norm(x: Vector): number {
  return Math.sqrt(dot(x, x));
}

/** ‖actual − expected‖ / ‖expected‖; the plain norm of the difference where the expected values are all zero. */
export function relativeError(actual: Vector, expected: Vector): number {
  checkVector('actual', actual);
  checkVector('expected', expected);
  if (actual.length !== expected.length)
    throw new ArgumentError(
      'actual',
      `has ${actual.length} numbers; expected ${expected.length}, as there are in expected`,
    );
  let difference = 0;
  let reference = 0;
  for (let i = 0; i < expected.length; i++) {
    difference += (actual[i] - expected[i]) ** 2;
    reference += expected[i] ** 2;
  }
  return Math.sqrt(reference === 0 ? difference : difference / reference);
}
