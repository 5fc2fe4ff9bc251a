import { matrixOf, transpose, transposePadded } from '../../wasm/simd/matrices.as';
import { updateAndBothProducts } from '../../wasm/simd/bothWays.as';
import { product, updateAndProduct, updateAndProducts } from '../../wasm/simd/passes.as';
import { addScaled, clear, divide, dot, dotPrecisely, pad, scale } from '../../wasm/simd/vectors.as';

/** As in step.ts. */
const SMALLEST_LENGTH: f32 = 1e-12;
/** As in errorBound.ts. */
const CUT_MARGIN: f64 = 1e-6;

/*
 * The gradient of VLA in passes over a group of heads, whose tokens are numbered one head after another: here those over the
 * memory. Tensors of tokens are in padded rows, with token 0 of the group first.
 */

/**
 * Tokens first + count − 1 … first backwards, with R, the gradient with respect to S: leaves f = R α, which is dv, and g, that with
 * respect to A k.
 *
 * @param outputGradient rows that are `outputStep` bytes apart, 0 for one row of zeros
 * @param q what S is read along
 * @param lengths by which A k was divided
 * @param norms by which S was divided, 0 where it was not
 * @param cuts lengths of e before it was cut to `errorBound`, 0 where it was not; 0 for none at all
 * @param memoryDecay what a token leaves of S; 0 for all of it
 * @param states Sᵀ before token `first` and after each token from there on, as norms and decays need it; 0 where there are none
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
  errorBound: f64,
  q: usize,
  k: usize,
  alphas: usize,
  errors: usize,
  lengths: usize,
  norms: usize,
  cuts: usize,
  memoryDecay: usize,
  states: usize,
  outputGradient: usize,
  outputStep: usize,
  finalMemoryGradient: usize,
  initialMemoryGradient: usize,
  vGradient: usize,
  memoryDecayGradient: usize,
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
    const pending = residual && !last && memoryDecay === 0;
    const nextKey = pending ? K + row : zeros;
    const nextF = pending ? f + rowV : zeros;
    updateAndBothProducts(matrix, rows, rowV, nextKey, nextF, Q, d, alpha, f, e, G);
    const norm = load<f32>(norms + ((<usize>token) << 2));
    if (norm > 0) {
      // R ← (R − S ⟨S, R⟩) / ‖S + e αᵀ‖
      const S = states + <usize>(token - first + 1) * size;
      addScaled(matrix, <f32>-dotPrecisely(S, matrix, size), S, size);
      divide(matrix, matrix, norm, size);
      updateAndBothProducts(matrix, rows, rowV, zeros, zeros, zeros, zeros, alpha, f, e, G);
    }
    if (cuts !== 0) uncut(f, e, load<f32>(cuts + ((<usize>token) << 2)), errorBound, rowV);
    const length = load<f32>(lengths + ((<usize>token) << 2));
    if (normalized) addScaled(G, -dot(alpha, G, row), alpha, row);
    // Where A k was too short to be scaled to length 1, the gradient goes to 0 with it.
    if (normalized && length <= SMALLEST_LENGTH) scale(G, dot(alpha, alpha, row), G, row);
    divide(G, G, length, row);
    if (memoryDecay !== 0) {
      // S ← γ S, after which e and the update see it
      if (residual) updateAndBothProducts(matrix, rows, rowV, K, f, zeros, zeros, zeros, scratch + row, zeros, scratch);
      const place = (<usize>token) << 2;
      const before = states + <usize>(token - first) * size;
      store<f32>(memoryDecayGradient + place, <f32>dotPrecisely(matrix, before, size));
      scale(matrix, load<f32>(memoryDecay + place), matrix, size);
    }
    if (t > 0 || initialMemoryGradient === 0) continue;
    if (residual && memoryDecay === 0) {
      updateAndBothProducts(matrix, rows, rowV, K, f, zeros, zeros, zeros, scratch + row, zeros, scratch);
    }
    transpose(matrixOf(initialMemoryGradient, head, Dv * D), (<usize>D) << 2, matrix, rowV, D, Dv);
  }
}

/**
 * f ← c·(f − m (mᵀf) / (‖m‖ (‖m‖ + margin))) for m = e/c, which was cut by c = bound / (‖m‖ + margin); see errorBound.ts.
 *
 * @param length ‖m‖, or 0 where nothing was cut
 */
function uncut(f: usize, e: usize, length: f32, bound: f64, rowV: usize): void {
  if (length === 0) return;
  const cut = bound / (<f64>length + CUT_MARGIN);
  const along = dotPrecisely(e, f, rowV) / (cut * bound * <f64>length);
  addScaled(f, <f32>-along, e, rowV);
  scale(f, <f32>cut, f, rowV);
}

/**
 * Tokens forwards, with S: what S is read along has the gradient Sᵀ do, and for the residual Sᵀ f with the S before the token, which dk loses; else that is 0.
 *
 * @param reads Sᵀ do of each token: dq, or where S is read along A q, the gradient of that
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
  memoryDecay: usize,
  outputGradient: usize,
  outputStep: usize,
  initialMemory: usize,
  vGradient: usize,
  reads: usize,
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
    const dq = reads + <usize>token * row;
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
    if (memoryDecay !== 0) {
      const decay = load<f32>(memoryDecay + ((<usize>token) << 2));
      scale(matrix, decay, matrix, <usize>rows * row);
      scale(recalled + <usize>token * row, decay, recalled + <usize>token * row, row);
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
