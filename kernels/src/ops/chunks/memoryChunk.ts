import { solveLower } from '../../math/cholesky.ts';
import type { Matrix } from '../../math/matrix.ts';
import { addDiagonal, addScaled, multiply, transpose } from '../../math/matrix.ts';
import type { ChunkDecays } from './decays.ts';
import { decayPairs, scaleRows } from './decays.ts';

/** Rows of vectors per step: q, k, alpha [C,D], v [C,Dv]; where S decays, its decays. */
export interface MemoryChunk extends Readonly<Record<'q' | 'k' | 'v' | 'alpha', Matrix>> {
  readonly decays?: ChunkDecays;
}

/** A chunk and what its gradient needs: S before it, R with respect to S after it, its errors, and those of its outputs. */
export interface BackwardChunk extends Omit<MemoryChunk, 'v'> {
  readonly S: Matrix;
  readonly R: Matrix;
  readonly errors: Matrix;
  readonly outputGradient: Matrix;
}

/**
 * One chunk of C steps in float64, given the write directions: the README derives it.
 *
 * @param S memory before the chunk [Dv,D]
 * @returns the errors [C,Dv] with 'residual' (otherwise v), the output [C,Dv] and the memory after the chunk
 */
export function memoryChunk(
  S: Matrix,
  { q, k, v, alpha, decays }: MemoryChunk,
  error: 'residual' | 'additive',
): { errors: Matrix; output: Matrix; memory: Matrix } {
  const answers = (x: Matrix): Matrix => scaleRows(multiply(x, transpose(S)), decays?.fromStart);
  const errors = error === 'residual' ? residuals({ k, alpha, decays }, addScaled(v, -1, answers(k))) : v;
  const scores = keepPast(decayPairs(multiply(q, transpose(alpha)), decays), (t) => t + 1);
  return {
    errors,
    output: addScaled(answers(q), 1, multiply(scores, errors)),
    memory: addScaled(leftOf(S, decays), 1, multiply(transpose(scaleRows(errors, decays?.toEnd)), alpha)),
  };
}

/** What the whole chunk leaves of the S before it; or, backwards, of the gradient with respect to the S after it. */
export function leftOf(S: Matrix, decays: ChunkDecays | undefined): Matrix {
  if (!decays) return S;
  const left = decays.fromStart[decays.fromStart.length - 1];
  return { ...S, data: S.data.map((value) => left * value) };
}

/** E with (I + strict(K αᵀ)) E = V − K Sᵀ: each step's error, less what the steps before it in the chunk wrote. */
function residuals(chunk: Pick<MemoryChunk, 'k' | 'alpha' | 'decays'>, misses: Matrix): Matrix {
  return solveLower(overlapOf(chunk), misses);
}

/** I + strict(K αᵀ), each pair of steps times what is left from one to the other. */
export function overlapOf({ k, alpha, decays }: Pick<MemoryChunk, 'k' | 'alpha' | 'decays'>): Matrix {
  return addDiagonal(
    keepPast(decayPairs(multiply(k, transpose(alpha)), decays), (t) => t),
    1,
  );
}

/** Keeps the first kept(t) entries of row t, and sets the others to zero. */
export function keepPast(a: Matrix, kept: (t: number) => number): Matrix {
  for (let t = 0; t < a.rows; t++) a.data.fill(0, t * a.columns + Math.min(kept(t), a.columns), (t + 1) * a.columns);
  return a;
}
