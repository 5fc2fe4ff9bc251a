import { ArgumentError } from '../errors.ts';
import type { Matrix } from './matrix.ts';
import { copy, identity, multiply, transpose, zeros } from './matrix.ts';
import { checkMatrix, checkSquare } from './shapes.ts';

/**
 * The lower factor L with A = L Lᵀ, or null where the symmetric matrix A is not positive definite.
 * Reads the lower triangle only.
 */
export function cholesky(a: Matrix): Matrix | null {
  checkSquare('a', a);
  const size = a.rows;
  const factor = zeros(size, size);
  const l = factor.data;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = a.data[i * size + j];
      for (let m = 0; m < j; m++) rest -= l[i * size + m] * l[j * size + m];
      if (i !== j) l[i * size + j] = rest / l[j * size + j];
      else if (rest > 0 && rest < Infinity) l[i * size + i] = Math.sqrt(rest);
      else return null;
    }
  }
  return factor;
}

/** X with L X = B, for a lower triangular L. */
export function solveLower(lower: Matrix, b: Matrix): Matrix {
  checkSystem(lower, b);
  const x = copy(b);
  const { columns } = b;
  for (let i = 0; i < lower.rows; i++) {
    for (let m = 0; m < i; m++) {
      const factor = lower.data[i * lower.columns + m];
      for (let j = 0; j < columns; j++) x.data[i * columns + j] -= factor * x.data[m * columns + j];
    }
    const pivot = lower.data[i * lower.columns + i];
    for (let j = 0; j < columns; j++) x.data[i * columns + j] /= pivot;
  }
  return x;
}

/** X with Lᵀ X = B, for a lower triangular L. */
export function solveLowerTransposed(lower: Matrix, b: Matrix): Matrix {
  checkSystem(lower, b);
  const x = copy(b);
  const { columns } = b;
  for (let i = lower.rows - 1; i >= 0; i--) {
    const pivot = lower.data[i * lower.columns + i];
    for (let j = 0; j < columns; j++) x.data[i * columns + j] /= pivot;
    for (let m = 0; m < i; m++) {
      const factor = lower.data[i * lower.columns + m];
      for (let j = 0; j < columns; j++) x.data[m * columns + j] -= factor * x.data[i * columns + j];
    }
  }
  return x;
}

function checkSystem(lower: Matrix, b: Matrix): void {
  checkSquare('lower', lower);
  checkMatrix('b', b);
  if (b.rows !== lower.rows) throw new ArgumentError('b', `has ${b.rows} rows; expected ${lower.rows}, as lower has`);
}

/** A⁻¹ of a symmetric positive definite A, or null where it is not. */
export function invertPositiveDefinite(a: Matrix): Matrix | null {
  const factor = cholesky(a);
  if (!factor) return null;
  const inverseFactor = solveLower(factor, identity(a.rows));
  return multiply(transpose(inverseFactor), inverseFactor);
}

/** Whether a symmetric matrix has only positive eigenvalues. */
export function isPositiveDefinite(a: Matrix): boolean {
  return cholesky(a) !== null;
}
