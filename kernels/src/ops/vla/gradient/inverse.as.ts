import { addDiagonal, matrixOf, startInverse } from '../../wasm/simd/matrices.as';
import { product, updateAndProduct, updateAndProducts } from '../../wasm/simd/passes.as';
import { symmetricUpdateAndProduct } from '../../wasm/simd/symmetric.as';
import { addScaled, clear, divide, dot, dotPrecisely, pad, scale, subtract, unpad } from '../../wasm/simd/vectors.as';
import { factorOf, powerOf } from './simd/updates.as';

/* The passes over A of the gradient of VLA, as those over the memory in memory.as.ts. */

/**
 * Tokens forwards, with A: β = A g, and with that dk = β − recalled; and dq = A p for the gradient p of A q. Where `products` has G w of the updates (see
 * {@link vlaGradientInverse}), also du = −2 A G w, with the A after each update.
 *
 * @param penaltyDecay what a token leaves of the penalty; 0 for all of it
 * @param reads p of each token, 0 where S is read along q
 * @param directions w of the updates of A, see vlaSteps. Becomes β where there are no `products`, in each token's first row
 * @param deltas δ of each update; 0 for one that was skipped
 * @param matrix Aᵀ [D,D] in padded rows, of the head that the tokens belong to
 * @param scratch 2 rows of D
 */
export function vlaGradientKeys(
  first: i32,
  count: i32,
  T: i32,
  R: i32,
  D: i32,
  diagonal: f32,
  nudgeAfter: i32,
  period: i32,
  epsilon: f32,
  deltaFloor: f32,
  initialInverse: usize,
  penaltyDecay: usize,
  directions: usize,
  deltas: usize,
  products: usize,
  g: usize,
  recalled: usize,
  reads: usize,
  qGradient: usize,
  kGradient: usize,
  uGradient: usize,
  matrix: usize,
  scratch: usize,
): void {
  const rows = (D + 3) & ~3;
  const row = (<usize>rows) << 2;
  const c = scratch;
  const beta = c + row;
  for (let token = first; token < first + count; token++) {
    const t = token % T;
    const G = g + <usize>token * row;
    if (t === 0) startInverse(matrix, D, row, initialInverse, token / T, diagonal);
    if (penaltyDecay !== 0) {
      divide(matrix, matrix, load<f32>(penaltyDecay + ((<usize>token) << 2)), <usize>rows * row);
    }
    for (let r = 0; r < R; r++) {
      const index = <usize>(token * R + r);
      const w = directions + index * row;
      const factor = factorOf(load<f32>(deltas + (index << 2)));
      scale(c, factor, w, row);
      if (factor === 0) addDiagonal(matrix, D, row, deltaFloor);
      if (products === 0) {
        updateAndProduct(matrix, rows, row, c, w, G, beta);
        continue;
      }
      const du = uGradient + index * row;
      updateAndProducts(matrix, rows, row, c, w, products + index * row, du, G, beta);
      scale(du, -2, du, row);
    }
    if (nudgeAfter > 0 && t + 1 >= nudgeAfter && (t + 1 - nudgeAfter) % period === 0) {
      addDiagonal(matrix, D, row, epsilon);
      addScaled(beta, epsilon, G, row);
    }
    if (reads !== 0) product(matrix, rows, row, reads + <usize>token * row, qGradient + <usize>token * row);
    subtract(kGradient + <usize>token * row, beta, recalled + <usize>token * row, row);
    if (products === 0) memory.copy(directions + <usize>(token * R) * row, beta, row);
  }
}

/**
 * Tokens backwards, with P + Pᵀ: du = −(P + Pᵀ) u. A is changed by its updates alone.
 *
 * @param betas β of a token, R rows apart
 * @param readings,qGradient A q of each token and dq, where S is read along A q; 0 for the first where it is not
 * @param finalInverseGradient,finalInverse where a loss depends on the last A
 * @param matrix P + Pᵀ, symmetric, in padded rows, of the head that the tokens belong to
 * @param scratch 2 rows of D and a matrix in padded rows
 */
export function vlaGradientPenalty(
  first: i32,
  count: i32,
  T: i32,
  R: i32,
  D: i32,
  u: usize,
  alphas: usize,
  lengths: usize,
  betas: usize,
  readings: usize,
  qGradient: usize,
  finalInverseGradient: usize,
  finalInverse: usize,
  uGradient: usize,
  matrix: usize,
  scratch: usize,
): void {
  const rows = (D + 3) & ~3;
  const row = (<usize>rows) << 2;
  const beta = scratch;
  for (let token = first + count - 1; token >= first; token--) {
    if (token % T === T - 1) {
      clear(matrix, <usize>rows * row);
      const head = token / T;
      if (finalInverseGradient !== 0) {
        startPenalty(
          matrix,
          D,
          row,
          matrixOf(finalInverse, head, D * D),
          matrixOf(finalInverseGradient, head, D * D),
          scratch,
        );
      }
    }
    const alpha = alphas + <usize>token * row;
    scale(beta, load<f32>(lengths + ((<usize>token) << 2)), betas + <usize>(token * R) * row, row);
    if (readings !== 0) {
      const reading = readings + <usize>token * row;
      symmetricUpdateAndProduct(matrix, rows, row, qGradient + <usize>token * row, reading, reading, scratch + row);
    }
    for (let r = 0; r < R; r++) {
      const index = <usize>(token * R + r);
      const du = uGradient + index * row;
      if (r === 0) symmetricUpdateAndProduct(matrix, rows, row, beta, alpha, u + index * row, du);
      else product(matrix, rows, row, u + index * row, du);
      scale(du, -1, du, row);
    }
  }
}

/** P + Pᵀ after the last step, A (F + Fᵀ) A for the gradient F with respect to the last A. */
function startPenalty(P: usize, D: i32, row: usize, finalInverse: usize, gradient: usize, scratch: usize): void {
  const rows = <i32>(row >> 2);
  const line = scratch + row;
  if (isZero(gradient, D * D)) return;
  symmetricOf(P, D, row, gradient, 1);
  // (F + Fᵀ) A, of which a row is A times a row of the first, A being symmetric, and then A times that.
  const A = line + row;
  clear(A, <usize>rows * row);
  pad(A, finalInverse, D, D, rows);
  for (let i: usize = 0; i < <usize>D; i++) {
    product(A, rows, row, P + i * row, line);
    memory.copy(P + i * row, line, row);
  }
  // A row of the result needs one row of A, whose place it takes.
  for (let i: usize = 0; i < <usize>D; i++) {
    product(P, rows, row, A + i * row, line);
    memory.copy(A + i * row, line, row);
  }
  memory.copy(P, A, <usize>rows * row);
}

/** M ← by·(F + Fᵀ) in padded rows, for F [D,D] without gaps. */
function symmetricOf(M: usize, D: i32, row: usize, F: usize, by: f32): void {
  for (let i = 0; i < D; i++) {
    for (let j = 0; j < D; j++) {
      const sum = load<f32>(F + ((<usize>(i * D + j)) << 2)) + load<f32>(F + ((<usize>(j * D + i)) << 2));
      store<f32>(M + <usize>i * row + ((<usize>j) << 2), by * sum);
    }
  }
}

/** As TensorFlow.js has gradients of results that no loss depends on. */
function isZero(x: usize, count: i32): bool {
  for (let i = 0; i < count; i++) if (load<f32>(x + ((<usize>i) << 2)) !== 0) return false;
  return true;
}

/**
 * Tokens backwards, with G, the gradient with respect to A: leaves G w of every update, with w = A u. A may be changed by
 * anything: what is added to it is a constant.
 *
 * @param directions,deltas,penaltyDecay,reads as {@link vlaGradientKeys} has them
 * @param states A before token `first` and after each token from there on, where the penalty decays
 * @param products G w [tokens·R,D]; 0 for a skipped update
 * @param matrix G, symmetric, in padded rows, of the head that the tokens belong to
 * @param scratch 4 rows of D
 */
export function vlaGradientInverse(
  first: i32,
  count: i32,
  T: i32,
  R: i32,
  D: i32,
  q: usize,
  k: usize,
  u: usize,
  g: usize,
  reads: usize,
  directions: usize,
  deltas: usize,
  penaltyDecay: usize,
  states: usize,
  finalInverseGradient: usize,
  initialInverseGradient: usize,
  penaltyDecayGradient: usize,
  products: usize,
  matrix: usize,
  scratch: usize,
): void {
  const rows = (D + 3) & ~3;
  const row = (<usize>rows) << 2;
  const size = <usize>rows * row;
  const w = scratch;
  const half = w + row;
  const back = half + row;
  const unused = back + row;
  for (let token = first + count - 1; token >= first; token--) {
    if (token % T === T - 1) {
      clear(matrix, <usize>rows * row);
      const given = matrixOf(finalInverseGradient, token / T, D * D);
      if (given !== 0) symmetricOf(matrix, D, row, given, 0.5);
    }
    // α = A k
    scale(half, 0.5, g + <usize>token * row, row);
    symmetricUpdateAndProduct(matrix, rows, row, half, k + <usize>token * row, half, unused);
    if (reads !== 0) {
      scale(half, 0.5, reads + <usize>token * row, row);
      symmetricUpdateAndProduct(matrix, rows, row, half, q + <usize>token * row, half, unused);
    }
    for (let r = R - 1; r >= 0; r--) {
      const index = <usize>(token * R + r);
      const delta = load<f32>(deltas + (index << 2));
      const h = products + index * row;
      if (delta === 0) {
        clear(h, row);
        continue;
      }
      // G ← (I − u wᵀ) G (I − w uᵀ): with h = G w that is G − u bᵀ − b uᵀ for b = h − ½ (wᵀh) u.
      const power = powerOf(delta);
      scale(w, <f32>(1 / (sqrt<f64>(delta / power) * power)), directions + index * row, row);
      product(matrix, rows, row, w, h);
      const direction = u + index * row;
      scale(back, -1, h, row);
      addScaled(back, <f32>0.5 * dot(w, h, row), direction, row);
      symmetricUpdateAndProduct(matrix, rows, row, back, direction, direction, unused);
    }
    if (penaltyDecay !== 0) {
      const place = (<usize>token) << 2;
      const decay = load<f32>(penaltyDecay + place);
      const along = dotPrecisely(matrix, states + <usize>(token - first) * size, size);
      store<f32>(penaltyDecayGradient + place, <f32>(-along / (<f64>decay * <f64>decay)));
      divide(matrix, matrix, decay, size);
    }
    if (token % T > 0 || initialInverseGradient === 0) continue;
    unpad(matrixOf(initialInverseGradient, token / T, D * D), matrix, D, D, rows);
  }
}
