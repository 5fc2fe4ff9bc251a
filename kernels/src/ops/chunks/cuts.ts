import type { Matrix } from '../../math/matrix.ts';
import { copy } from '../../math/matrix.ts';
import { dot, norm } from '../../math/vector.ts';

/** How an error that is too long is cut: an operator's own affair. */
export interface ErrorCut {
  /** What an error of a length is multiplied by. */
  of(length: number): number;
  /** The factor of e in the gradient with respect to e before the cut, from its length and eᵀg. */
  back(length: number, along: number): number;
}

/** Errors [C,Dv] as they are written, and their lengths before they were cut. */
export interface CutErrors {
  readonly errors: Matrix;
  readonly lengths: Float64Array;
}

/** Row t of a triangle of pairs, to which rows s < t belong; null where no step has to do with another. */
type Pairs = Matrix | null;

/**
 * e_t = c_t (m_t − Σ_{s<t} N_ts e_s), by substitution: each row is cut as soon as it is known, before later ones see it.
 *
 * @param misses m [C,Dv]
 * @param pairs N [C,C], of which the entries below the diagonal count
 */
export function cutForwards(misses: Matrix, pairs: Pairs, cut: ErrorCut): CutErrors {
  const errors = copy(misses);
  const lengths = new Float64Array(errors.rows);
  for (let t = 0; t < errors.rows; t++) {
    const own = row(errors, t);
    for (let s = 0; pairs && s < t; s++) subtract(own, pairs.data[t * pairs.columns + s], row(errors, s));
    lengths[t] = norm(own);
    scale(own, cut.of(lengths[t]));
  }
  return { errors, lengths };
}

/**
 * The same backwards, the last row first: f_t, with respect to m_t, from the gradient g_t with respect to e_t as outputs and the next S
 * have it. A step's error goes into those of later steps, too: −Σ_{s>t} N_st f_s.
 */
export function cutBackwards(gradient: Matrix, pairs: Pairs, { errors, lengths }: CutErrors, cut: ErrorCut): Matrix {
  const result = copy(gradient);
  for (let t = result.rows - 1; t >= 0; t--) {
    const own = row(result, t);
    for (let s = t + 1; pairs && s < result.rows; s++) subtract(own, pairs.data[s * pairs.columns + t], row(result, s));
    const by = cut.of(lengths[t]);
    if (by === 1) continue;
    // e before the cut is what was written over `by`.
    const error = row(errors, t);
    const along = dot(error, own) / by;
    scale(own, by);
    subtract(own, cut.back(lengths[t], along), error);
  }
  return result;
}

function row({ data, columns }: Matrix, index: number): Float64Array {
  return data.subarray(index * columns, (index + 1) * columns);
}

function scale(a: Float64Array, by: number): void {
  if (by !== 1) for (let i = 0; i < a.length; i++) a[i] *= by;
}

function subtract(a: Float64Array, by: number, b: Float64Array): void {
  for (let i = 0; i < a.length; i++) a[i] -= by * b[i];
}
