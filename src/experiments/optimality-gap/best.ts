import type { Matrix } from '@vla/kernels/math';
import {
  addDiagonal,
  addOuter,
  addScaled,
  copy,
  dot,
  invertPositiveDefinite,
  multiply,
  norm,
  zeros,
} from '@vla/kernels/math';
import type { Drawn } from './inputs.ts';

/** The sums over the steps so far that the loss depends on, in float64. */
export interface Sums {
  /** Σ k kᵀ */
  readonly keys: Matrix;
  /** Σ u uᵀ */
  readonly directions: Matrix;
  /** Σ v kᵀ */
  readonly pairs: Matrix;
}

/** The sums of a sequence after each number of steps. */
export function sumsAt({ keys, values, directions }: Drawn, size: number, stops: readonly number[]): Sums[] {
  const sums = { keys: zeros(size, size), directions: zeros(size, size), pairs: zeros(size, size) };
  let done = 0;
  return stops.map((stop) => {
    for (; done < stop; done++) {
      const at = (rows: Float32Array) => rows.subarray(done * size, (done + 1) * size);
      addOuter(sums.keys, 1, at(keys), at(keys));
      addOuter(sums.directions, 1, at(directions), at(directions));
      addOuter(sums.pairs, 1, at(values), at(keys));
    }
    return { keys: copy(sums.keys), directions: copy(sums.directions), pairs: copy(sums.pairs) };
  });
}

/** The minimiser of Σ‖v − S k‖² + tr(S P Sᵀ), and the curvature C̄ = P + Σ k kᵀ of that loss. */
export interface Best {
  readonly memory: Matrix;
  readonly curvature: Matrix;
}

/** S* = (Σ v kᵀ) C̄⁻¹, for the penalty P = λ0·I, to which `withDirections` adds Σ u uᵀ. */
export function bestMemory(sums: Sums, lambda0: number, withDirections: boolean): Best {
  const curvature = addDiagonal(withDirections ? addScaled(sums.keys, 1, sums.directions) : copy(sums.keys), lambda0);
  const inverse = invertPositiveDefinite(curvature);
  if (!inverse) throw new Error('the sum of penalty and Gram matrix is not positive definite in float64');
  return { memory: multiply(sums.pairs, inverse), curvature };
}

export interface Gap {
  /** (L(S) − L(S*)) / (L(0) − L(S*)) */
  readonly missed: number;
  /** ‖S − S*‖ / ‖S*‖, Frobenius. */
  readonly distance: number;
}

/**
 * The loss is quadratic with minimum at S*, so L(S) − L(S*) = tr((S − S*) C̄ (S − S*)ᵀ) exactly: nothing is lost in the
 * difference of two large sums.
 */
export function gapOf(memory: Matrix, best: Best): Gap {
  const off = addScaled(memory, -1, best.memory);
  const above = (x: Matrix): number => dot(multiply(x, best.curvature).data, x.data);
  return { missed: above(off) / above(best.memory), distance: norm(off.data) / norm(best.memory.data) };
}
