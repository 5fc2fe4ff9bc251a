import { matrixOf, transpose, transposePadded } from '../../wasm/simd/matrices.as';
import { updateAndBothProducts } from '../../wasm/simd/bothWays.as';
import { product, updateAndProduct, updateAndProducts } from '../../wasm/simd/passes.as';
import { addScaled, clear, divide, dot, dotPrecisely, pad, scale } from '../../wasm/simd/vectors.as';

/** As in step.ts. */
const SMALLEST_LENGTH: f32 = 1e-12;

/*
 * The gradient of VLA in passes over a group of heads, whose tokens are numbered one head after another: here those over the
 * memory. Tensors of tokens are in padded rows, with token 0 of the group first.
 */

/**
 * Tokens first + count − 1 … first backwards, with R, the gradient with respect to S: leaves f = R α, which is dv, and g, that with
 * respect to A k.
 *
 * @param outputGradient rows that are `outputStep` bytes apart, 0 for one row of zeros
 * @param lengths by which A k was divided
 * @param norms by which S was divided, 0 where it was not
 * @param states Sᵀ after each token from `first` on, as norms need it; 0 where there are none
 * @param matrix Rᵀ [D,Dv] in padded rows, of the head that the tokens belong to
 * @param zeros a row of D or of Dv, the longer one
 * @param scratch a row of D and one of Dv
 */
export function vlaGradientMemory(
  first: i32,
  count: i32,
  T: i32,
  D: i32,
  Dv: i32,
  normalized: bool,
  residual: bool,
  q: usize,
  k: usize,
  alphas: usize,
  errors: usize,
  lengths: usize,
  norms: usize,
  states: usize,
  outputGradient: usize,
  outputStep: usize,
  finalMemoryGradient: usize,
  initialMemoryGradient: usize,
  vGradient: usize,
  g: usize,
  matrix: usize,
  zeros: usize,
  scratch: usize,
): void {
  const rows = (D + 3) & ~3;
  const row = (<usize>rows) << 2;
  const rowV = (<usize>((Dv + 3) & ~3)) << 2;
  const size = <usize>rows * rowV;
  for (let token = first + count - 1; token >= first; token--) {
    const head = token / T;
    const t = token % T;
    const K = k + <usize>token * row;
    const Q = q + <usize>token * row;
    const alpha = alphas + <usize>token * row;
    const e = errors + <usize>token * rowV;
    const f = vGradient + <usize>token * rowV;
    const G = g + <usize>token * row;
    const d = outputGradient + <usize>token * outputStep;
    const last = t === T - 1;
    if (last) transposePadded(matrix, matrixOf(finalMemoryGradient, head, Dv * D), Dv, D);
    // What the token after this one leaves to be done: R ← R − f kᵀ.
    const pending = residual && !last;
    const nextKey = pending ? K + row : zeros;
    const nextF = pending ? f + rowV : zeros;
    updateAndBothProducts(matrix, rows, rowV, nextKey, nextF, Q, d, alpha, f, e, G);
    const norm = load<f32>(norms + ((<usize>token) << 2));
    if (norm > 0) {
      // R ← (R − S ⟨S, R⟩) / ‖S + e αᵀ‖
      const S = states + <usize>(token - first) * size;
      addScaled(matrix, <f32>-dotPrecisely(S, matrix, size), S, size);
      divide(matrix, matrix, norm, size);
      updateAndBothProducts(matrix, rows, rowV, zeros, zeros, zeros, zeros, alpha, f, e, G);
    }
    const length = load<f32>(lengths + ((<usize>token) << 2));
    if (normalized) addScaled(G, -dot(alpha, G, row), alpha, row);
    // Where A k was too short to be scaled to length 1, the gradient goes to 0 with it.
    if (normalized && length <= SMALLEST_LENGTH) scale(G, dot(alpha, alpha, row), G, row);
    divide(G, G, length, row);
    if (t > 0 || initialMemoryGradient === 0) continue;
    if (residual) updateAndBothProducts(matrix, rows, rowV, K, f, zeros, zeros, zeros, scratch + row, zeros, scratch);
    transpose(matrixOf(initialMemoryGradient, head, Dv * D), (<usize>D) << 2, matrix, rowV, D, Dv);
  }
}

/**
 * Tokens forwards, with S: dq = Sᵀ do, and for the residual Sᵀ f with the S before the token, which dk loses; else that is 0.
 *
 * @param matrix S [Dv,D] in padded rows, of the head that the tokens belong to
 * @param recalled Sᵀ f of each token
 * @param scratch a row of D
 */
export function vlaGradientQueries(
  first: i32,
  count: i32,
  T: i32,
  D: i32,
  Dv: i32,
  residual: bool,
  alphas: usize,
  errors: usize,
  norms: usize,
  outputGradient: usize,
  outputStep: usize,
  initialMemory: usize,
  vGradient: usize,
  qGradient: usize,
  recalled: usize,
  matrix: usize,
  scratch: usize,
): void {
  const row = (<usize>((D + 3) & ~3)) << 2;
  const rows = (Dv + 3) & ~3;
  const rowV = (<usize>rows) << 2;
  for (let token = first; token < first + count; token++) {
    const t = token % T;
    const alpha = alphas + <usize>token * row;
    const e = errors + <usize>token * rowV;
    const f = vGradient + <usize>token * rowV;
    const dq = qGradient + <usize>token * row;
    const d = outputGradient + <usize>token * outputStep;
    if (t === 0) {
      const given = matrixOf(initialMemory, token / T, Dv * D);
      clear(matrix, <usize>rows * row);
      if (given !== 0) pad(matrix, given, Dv, D, <i32>(row >> 2));
    }
    if (t === 0 || token === first) {
      if (residual) product(matrix, rows, row, f, recalled + <usize>token * row);
      else clear(recalled + <usize>token * row, row);
    }
    const last = t === T - 1 || token === first + count - 1;
    const next = last ? scratch : recalled + <usize>(token + 1) * row;
    const nextF = last ? f : f + rowV;
    if (residual) updateAndProducts(matrix, rows, row, e, alpha, d, dq, nextF, next);
    else {
      updateAndProduct(matrix, rows, row, e, alpha, d, dq);
      clear(next, row);
    }
    const norm = load<f32>(norms + ((<usize>token) << 2));
    if (norm === 0) continue;
    divide(matrix, matrix, norm, <usize>rows * row);
    divide(dq, dq, norm, row);
    if (residual) product(matrix, rows, row, nextF, next);
  }
}

/**
 * Tokens forwards, with Sᵀ: what {@link vlaGradientMemory} needs where S is divided by its norm.
 *
 * @param matrix Sᵀ before token `first`, where that is not the first of its head; becomes that after the last one
 * @param states where S is kept after each token, one after another; 0 for not at all
 */
export function vlaMemoryStates(
  first: i32,
  count: i32,
  T: i32,
  D: i32,
  Dv: i32,
  alphas: usize,
  errors: usize,
  norms: usize,
  initialMemory: usize,
  matrix: usize,
  states: usize,
): void {
  const rows = (D + 3) & ~3;
  const row = (<usize>rows) << 2;
  const rowV = (<usize>((Dv + 3) & ~3)) << 2;
  const size = <usize>rows * rowV;
  for (let token = first; token < first + count; token++) {
    if (token % T === 0) transposePadded(matrix, matrixOf(initialMemory, token / T, Dv * D), Dv, D);
    const alpha = alphas + <usize>token * row;
    const e = errors + <usize>token * rowV;
    for (let j = 0; j < rows; j++) addScaled(matrix + <usize>j * rowV, load<f32>(alpha + ((<usize>j) << 2)), e, rowV);
    const norm = load<f32>(norms + ((<usize>token) << 2));
    if (norm > 0) divide(matrix, matrix, norm, size);
    if (states === 0) continue;
    memory.copy(states, matrix, size);
    states += size;
  }
}
