import type { Matrix } from '../../math/matrix.ts';
import { zeros } from '../../math/matrix.ts';

/**
 * What the decays of a chunk's steps leave of S: as products, never as quotients of products, so that decays of 0, and
 * those close to it, are as exact as any other.
 */
export interface ChunkDecays {
  /** γ_t itself. */
  readonly gamma: Float64Array;
  /** γ_1 … γ_t: what step t leaves of the S before the chunk. */
  readonly fromStart: Float64Array;
  /** γ_{t+1} … γ_C: what the end of the chunk leaves of what step t wrote. */
  readonly toEnd: Float64Array;
  /** Row t, column s ≤ t: γ_{s+1} … γ_t, what step t leaves of what step s wrote; zeros elsewhere. */
  readonly between: Matrix;
}

export function chunkDecays(gamma: ArrayLike<number>): ChunkDecays {
  const C = gamma.length;
  const between = zeros(C, C);
  const fromStart = new Float64Array(C);
  for (let s = 0; s < C; s++) {
    let left = 1;
    for (let t = s; t < C; t++) {
      if (t > s) left *= gamma[t];
      between.data[t * C + s] = left;
    }
  }
  for (let t = 0; t < C; t++) fromStart[t] = gamma[0] * between.data[t * C];
  return {
    gamma: Float64Array.from(gamma),
    fromStart,
    toEnd: between.data.slice((C - 1) * C),
    between,
  };
}

/** Row t of a matrix times factor t; the matrix itself where there are no factors. */
export function scaleRows(a: Matrix, factors: Float64Array | undefined): Matrix {
  return factors ? { ...a, data: a.data.map((value, i) => value * factors[Math.floor(i / a.columns)]) } : a;
}

/** Pairs of steps, each times what is left from one to the other; the pairs themselves where nothing decays. */
export function decayPairs(pairs: Matrix, decays: ChunkDecays | undefined): Matrix {
  return decays ? { ...pairs, data: pairs.data.map((value, i) => value * decays.between.data[i]) } : pairs;
}
