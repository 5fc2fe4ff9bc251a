import { solveLowerTransposed } from '../../math/cholesky.ts';
import type { Matrix } from '../../math/matrix.ts';
import { addDiagonal, addScaled, multiply, transpose, zeros } from '../../math/matrix.ts';
import { keepPast } from './memoryChunk.ts';

/**
 * The recurrence of S backwards over a chunk, which is a recurrence of its own kind with k and α exchanged. Rows of the
 * result belong to steps: with respect to q, k (as far as S knows it), v and α; R is the one with respect to S before.
 */
export function memoryChunkGradient(
  chunk: Readonly<Record<'S' | 'R' | 'q' | 'k' | 'alpha' | 'errors' | 'outputGradient', Matrix>>,
  error: 'residual' | 'additive',
) {
  const { S, R, q, k, alpha, errors, outputGradient } = chunk;
  // f_t = R_t α_t, where R_t is R and what came later: do_s q_sᵀ of s ≥ t, without f_s k_sᵀ of s > t
  const reads = keepPast(multiply(q, transpose(alpha)), (t) => t + 1);
  const read = addScaled(multiply(alpha, transpose(R)), 1, multiply(transpose(reads), outputGradient));
  const outputs = keepPast(multiply(outputGradient, transpose(errors)), (t) => t + 1);
  const dq = addScaled(multiply(outputGradient, S), 1, multiply(outputs, alpha));
  const written = addScaled(multiply(errors, R), 1, multiply(transpose(outputs), q));
  const gained = addScaled(R, 1, multiply(transpose(outputGradient), q));
  if (error === 'additive') return { q: dq, k: zeros(k.rows, k.columns), v: read, alpha: written, R: gained };

  const overlap = addDiagonal(
    keepPast(multiply(k, transpose(alpha)), (t) => t),
    1,
  );
  const f = solveLowerTransposed(overlap, read);
  const erased = keepPast(multiply(f, transpose(errors)), (t) => t);
  return {
    q: dq,
    k: addScaled(zeros(k.rows, k.columns), -1, addScaled(multiply(f, S), 1, multiply(erased, alpha))),
    v: f,
    alpha: addScaled(written, -1, multiply(transpose(erased), k)),
    R: addScaled(gained, -1, multiply(transpose(f), k)),
  };
}
