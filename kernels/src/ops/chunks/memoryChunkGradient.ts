import { solveLowerTransposed } from '../../math/cholesky.ts';
import type { Matrix } from '../../math/matrix.ts';
import { addScaled, multiply, transpose, zeros } from '../../math/matrix.ts';
import type { ChunkDecays } from './decays.ts';
import { decayPairs, scaleRows } from './decays.ts';
import { decayGradient } from './decayGradient.ts';
import { keepPast, leftOf, overlapOf } from './memoryChunk.ts';
import type { BackwardChunk } from './memoryChunk.ts';

export interface ChunkGradients extends Readonly<Record<'q' | 'k' | 'v' | 'alpha' | 'R', Matrix>> {
  /** Where S decays: with respect to the decay of each step. */
  readonly gamma?: Float64Array;
}

/**
 * The recurrence of S backwards over a chunk, which is a recurrence of its own kind with k and α exchanged. Rows of the
 * result belong to steps: with respect to q, k (as far as S knows it), v and α; R is the one with respect to S before.
 */
export function memoryChunkGradient(chunk: BackwardChunk, error: 'residual' | 'additive'): ChunkGradients {
  const { S, R, q, k, alpha, errors, outputGradient, decays } = chunk;
  // f_t = R_t α_t, where R_t is R and what came later: do_s q_sᵀ of s ≥ t, without f_s k_sᵀ of s > t
  const reads = past(multiply(q, transpose(alpha)), 1, decays);
  const later = scaleRows(multiply(alpha, transpose(R)), decays?.toEnd);
  const read = addScaled(later, 1, multiply(transpose(reads), outputGradient));
  const outputs = past(multiply(outputGradient, transpose(errors)), 1, decays);
  const dq = addScaled(scaleRows(multiply(outputGradient, S), decays?.fromStart), 1, multiply(outputs, alpha));
  const kept = scaleRows(multiply(errors, R), decays?.toEnd);
  const written = addScaled(kept, 1, multiply(transpose(outputs), q));
  const asked = scaleRows(outputGradient, decays?.fromStart);
  const gained = addScaled(leftOf(R, decays), 1, multiply(transpose(asked), q));
  if (error === 'additive') {
    const gamma = decays && decayGradient(chunk, null, decays);
    return { q: dq, k: zeros(k.rows, k.columns), v: read, alpha: written, R: gained, ...(gamma && { gamma }) };
  }

  const f = solveLowerTransposed(overlapOf(chunk), read);
  const erased = past(multiply(f, transpose(errors)), 0, decays);
  const lost = addScaled(scaleRows(multiply(f, S), decays?.fromStart), 1, multiply(erased, alpha));
  const gamma = decays && decayGradient(chunk, f, decays);
  return {
    q: dq,
    k: addScaled(zeros(k.rows, k.columns), -1, lost),
    v: f,
    alpha: addScaled(written, -1, multiply(transpose(erased), k)),
    R: addScaled(gained, -1, multiply(transpose(scaleRows(f, decays?.fromStart)), k)),
    ...(gamma && { gamma }),
  };
}

/** Of pairs of steps those with s < t + reach, each times what is left from s to t. */
function past(pairs: Matrix, reach: 0 | 1, decays: ChunkDecays | undefined): Matrix {
  return keepPast(decayPairs(pairs, decays), (t) => t + reach);
}
