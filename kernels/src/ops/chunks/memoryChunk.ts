import { solveLower, solveLowerTransposed } from '../../math/cholesky.ts';
import { addDiagonal, addScaled, multiply, transpose, zeros } from '../../math/matrix.ts';
import type { Matrix } from '../../math/matrix.ts';
import { dot } from '../../math/vector.ts';
import { cutBackwards, cutForwards } from './cuts.ts';
import type { ErrorCut } from './cuts.ts';
import { decayPairs, scaleRows } from './decays.ts';
import type { ChunkDecays } from './decays.ts';

/** Rows of vectors per step: q, k, alpha [C,D], v [C,Dv]; where S decays, its decays; where errors are cut, how. */
export interface MemoryChunk extends Readonly<Record<'q' | 'k' | 'v' | 'alpha', Matrix>> {
  readonly decays?: ChunkDecays;
  readonly cut?: ErrorCut;
}

/** A chunk and what its gradient needs: S before it, R with respect to S after it, its errors, and those of its outputs. */
export interface BackwardChunk extends Omit<MemoryChunk, 'v'> {
  readonly S: Matrix;
  readonly R: Matrix;
  readonly errors: Matrix;
  /** Of the errors before they were cut, where that is done. */
  readonly lengths?: Float64Array;
  readonly outputGradient: Matrix;
}

/**
 * One chunk of C steps in float64, given the write directions: the README derives it.
 *
 * @param S memory before the chunk [Dv,D]
 * @returns the errors [C,Dv] with 'residual' (otherwise v), the output [C,Dv] and the memory after the chunk; where errors are cut,
 *   their lengths before
 */
export function memoryChunk(
  S: Matrix,
  { q, k, v, alpha, decays, cut }: MemoryChunk,
  error: 'residual' | 'additive',
): { errors: Matrix; output: Matrix; memory: Matrix; lengths?: Float64Array } {
  const answers = (x: Matrix): Matrix => scaleRows(multiply(x, transpose(S)), decays?.fromStart);
  const misses = error === 'residual' ? addScaled(v, -1, answers(k)) : v;
  const pairs = error === 'residual' ? overlapOf({ k, alpha, decays }) : null;
  const written = cut ? cutForwards(misses, pairs, cut) : { errors: pairs ? solveLower(pairs, misses) : misses };
  const { errors } = written;
  const scores = keepPast(decayPairs(multiply(q, transpose(alpha)), decays), (t) => t + 1);
  return {
    ...written,
    output: addScaled(answers(q), 1, multiply(scores, errors)),
    memory: addScaled(leftOf(S, decays), 1, multiply(transpose(scaleRows(errors, decays?.toEnd)), alpha)),
  };
}

/** What the whole chunk leaves of the S before it; or, backwards, of the gradient with respect to the S after it. */
function leftOf(S: Matrix, decays: ChunkDecays | undefined): Matrix {
  if (!decays) return S;
  const left = decays.fromStart[decays.fromStart.length - 1];
  return { ...S, data: S.data.map((value) => left * value) };
}

/**
 * I + strict(K αᵀ), each pair of steps times what is left from one to the other. By this triangle, (…) E = V − K Sᵀ, each step's error
 * is less what the steps before it in the chunk wrote.
 */
function overlapOf({ k, alpha, decays }: Pick<MemoryChunk, 'k' | 'alpha' | 'decays'>): Matrix {
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

export interface ChunkGradients extends Readonly<Record<'q' | 'k' | 'v' | 'alpha' | 'R', Matrix>> {
  /** Where S decays: with respect to the decay of each step. */
  readonly gamma?: Float64Array;
}

/**
 * The recurrence of S backwards over a chunk, which is a recurrence of its own kind with k and α exchanged. Rows of the
 * result belong to steps: with respect to q, k (as far as S knows it), v and α; R is the one with respect to S before.
 */
export function memoryChunkGradient(chunk: BackwardChunk, error: 'residual' | 'additive'): ChunkGradients {
  const { S, R, q, k, alpha, errors, outputGradient, decays, cut, lengths } = chunk;
  const cutBack = (gradient: Matrix, pairs: Matrix | null, by: ErrorCut): Matrix =>
    cutBackwards(gradient, pairs, { errors, lengths: lengths! }, by);
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
    const dv = cut ? cutBack(read, null, cut) : read;
    return { q: dq, k: zeros(k.rows, k.columns), v: dv, alpha: written, R: gained, ...(gamma && { gamma }) };
  }

  const f = cut ? cutBack(read, overlapOf(chunk), cut) : solveLowerTransposed(overlapOf(chunk), read);
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

/**
 * With respect to the decays of a chunk: dγ_t = ⟨R_t, S_{t−1}⟩, R_t being the gradient with respect to γ_t S_{t−1}. Both are
 * sums, S_{t−1} over the writes s < t and the S before the chunk, R_t over the reads r ≥ t and the R after the chunk:
 *
 *     dγ_t = Σ_{r ≥ t} Σ_{s < t} (γ_{t+1} … γ_r) (γ_{s+1} … γ_{t−1}) Z_rs
 *     Z_rs = (do_rᵀ e_s) (q_rᵀ α_s) − (f_rᵀ e_s) (k_rᵀ α_s)
 *
 * with the S before as column 0 of Z and the R after as its last row. γ_t itself is in none of the factors, so that nothing
 * has to be divided by it.
 */
export function decayGradient(chunk: BackwardChunk, f: Matrix | null, { gamma }: ChunkDecays): Float64Array {
  const C = gamma.length;
  const Z = pairsOf(chunk, f);
  const result = new Float64Array(C);
  // Row r, step by step: `sum` is Σ_{s<t} (γ_{s+1} … γ_{t−1}) Z_rs. The last row is read after the chunk's last step.
  for (let r = 0; r <= C; r++) {
    const steps = Math.min(r, C - 1) + 1;
    const left = new Float64Array(steps).fill(1);
    for (let t = steps - 2; t >= 0; t--) left[t] = gamma[t + 1] * left[t + 1];
    let sum = 0;
    for (let t = 0; t < steps; t++) {
      sum = (t > 0 ? gamma[t - 1] * sum : 0) + Z.data[r * (C + 1) + t];
      result[t] += left[t] * sum;
    }
  }
  return result;
}

/** Z, [C + 1, C + 1]: column 0 is the S before the chunk, column s + 1 the write of step s; row C the R after it. */
function pairsOf({ S, R, q, k, alpha, errors, outputGradient }: BackwardChunk, f: Matrix | null): Matrix {
  const C = q.rows;
  const size = C + 1;
  const reads = [{ weight: outputGradient, key: q, sign: 1 }, ...(f ? [{ weight: f, key: k, sign: -1 }] : [])];
  const data = new Float64Array(size * size);
  for (const { weight, key, sign } of reads) {
    const answers = multiply(key, transpose(S));
    const [values, keys] = [multiply(weight, transpose(errors)), multiply(key, transpose(alpha))];
    for (let r = 0; r < C; r++) {
      data[r * size] += sign * dot(row(weight, r), row(answers, r));
      for (let s = 0; s < C; s++) data[r * size + s + 1] += sign * values.data[r * C + s] * keys.data[r * C + s];
    }
  }
  const writes = multiply(alpha, transpose(R));
  data[C * size] = dot(R.data, S.data);
  for (let s = 0; s < C; s++) data[C * size + s + 1] = dot(row(errors, s), row(writes, s));
  return { rows: size, columns: size, data };
}

function row({ data, columns }: Matrix, index: number): Float64Array {
  return data.subarray(index * columns, (index + 1) * columns);
}
