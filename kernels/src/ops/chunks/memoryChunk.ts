import { solveLower } from '../../math/cholesky.ts';
import type { Matrix } from '../../math/matrix.ts';
import { addDiagonal, addScaled, multiply, transpose } from '../../math/matrix.ts';

/**
 * One chunk of C steps in float64, given the write directions: the README derives it.
 *
 * @param S memory before the chunk [Dv,D]
 * @param chunk q, k, alpha [C,D], v [C,Dv]
 * @returns the errors [C,Dv] with 'residual' (otherwise v), the output [C,Dv] and the memory behind the chunk
 */
export function memoryChunk(
  S: Matrix,
  { q, k, v, alpha }: { readonly q: Matrix; readonly k: Matrix; readonly v: Matrix; readonly alpha: Matrix },
  error: 'residual' | 'additive',
): { errors: Matrix; output: Matrix; memory: Matrix } {
  const errors = error === 'residual' ? residuals(k, alpha, addScaled(v, -1, multiply(k, transpose(S)))) : v;
  const scores = keepPast(multiply(q, transpose(alpha)), (t) => t + 1);
  return {
    errors,
    output: addScaled(multiply(q, transpose(S)), 1, multiply(scores, errors)),
    memory: addScaled(S, 1, multiply(transpose(errors), alpha)),
  };
}

/** E with (I + strict(K αᵀ)) E = V − K Sᵀ: each step's error, less what the steps before it in the chunk wrote. */
function residuals(k: Matrix, alpha: Matrix, misses: Matrix): Matrix {
  const overlap = keepPast(multiply(k, transpose(alpha)), (t) => t);
  return solveLower(addDiagonal(overlap, 1), misses);
}

/** Keeps the first kept(t) entries of row t, and sets the others to zero. */
export function keepPast(a: Matrix, kept: (t: number) => number): Matrix {
  for (let t = 0; t < a.rows; t++) a.data.fill(0, t * a.columns + Math.min(kept(t), a.columns), (t + 1) * a.columns);
  return a;
}
