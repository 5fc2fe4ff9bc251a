import { addDiagonal, matrixOf, startInverse, transpose, transposePadded } from '../wasm/simd/matrices.as';
import { product, updateAndProduct, updateAndProducts } from '../wasm/simd/passes.as';
import {
  addScaled,
  clear,
  divide,
  dot,
  lengthOf,
  scale,
  scalePrecisely,
  dotPrecisely,
  subtract,
} from '../wasm/simd/vectors.as';

/** As in definite.ts. */
const LEAST_DELTA: f32 = 0.5;
/** As in step.ts. */
const SMALLEST_LENGTH: f32 = 1e-12;
/** As in errorBound.ts. */
const CUT_MARGIN: f64 = 1e-6;

/**
 * VLA step by step over tokens [first, first + count) of all heads, one head after another; token (b·H + h)·T + t is step t of
 * its head. A head's state is read before its step 0 and written after its last one; in between it stays in `A` and
 * `S`. A pass over A computes A u for the next direction while it updates A with the last one, and a pass over Sᵀ computes S k for the
 * next token, so that each is read once.
 *
 * Rows of D and Dv numbers are padded to whole vectors; `q`, `k`, `v`, `u`, `output` and what is kept begin with token `first`.
 *
 * @param definite whether A is positive definite as long as numbers are exact
 * @param diagonal what A starts as where there is no initialInverse
 * @param nudgeAfter the first step after which epsilon is added to A's diagonal, counted from 1, and every `period` steps from there on
 * @param errorBound a longer e is cut to about this length; 0 for not at all
 * @param penalized whether S is read along A q instead of q
 * @param memoryDecay,penaltyDecay what a token leaves of S and of the penalty [B·H·T]; 0 for all of it
 * @param alphas where α of every token is kept [count,D], 0 for not at all; so with what follows
 * @param errors e [count,Dv]
 * @param directions w [count·R,D], where an update of A was A ← A − 2⁻ⁿ·w wᵀ with δ = 2ⁿ·m
 * @param deltas δ of each [count·R]; 0 for an update that was skipped
 * @param lengths by which A k was divided [count]
 * @param norms by which S was divided [count], 0 where it was not
 * @param readings A q of each [count,D], where S is read along that
 * @param cuts the length of each e before it was cut [count]; 0 where it was not
 * @param skipped counts of skipped updates [B·H]
 * @param A its transpose [D,D] in padded rows; a caller's may be symmetric up to rounding only
 * @param S its transpose [D,Dv] in padded rows
 * @param scratch 6 rows of D and 2 of Dv
 * @param report where δ goes of an update that is refused
 * @returns tokens that were done: less than count where δ shows that A is not positive definite any more
 */
export function vlaSteps(
  first: i32,
  count: i32,
  T: i32,
  R: i32,
  D: i32,
  Dv: i32,
  q: usize,
  k: usize,
  v: usize,
  u: usize,
  output: usize,
  normalized: bool,
  residual: bool,
  definite: bool,
  diagonal: f32,
  nudgeAfter: i32,
  period: i32,
  epsilon: f32,
  deltaFloor: f64,
  renormalizeAbove: f64,
  errorBound: f64,
  penalized: bool,
  memoryDecay: usize,
  penaltyDecay: usize,
  initialInverse: usize,
  initialMemory: usize,
  finalInverse: usize,
  finalMemory: usize,
  skipped: usize,
  alphas: usize,
  errors: usize,
  directions: usize,
  deltas: usize,
  lengths: usize,
  norms: usize,
  readings: usize,
  cuts: usize,
  A: usize,
  S: usize,
  scratch: usize,
  report: usize,
): i32 {
  const rows = (D + 3) & ~3;
  const row = (<usize>rows) << 2;
  const rowV = (<usize>((Dv + 3) & ~3)) << 2;
  const z = scratch;
  const y = z + row;
  const c = y + row;
  let w = c + row;
  let alpha = w + row;
  let e = alpha + row;
  const p = e + rowV;
  let through = p + rowV;
  if (directions !== 0) w = directions;
  if (alphas !== 0) alpha = alphas;
  if (errors !== 0) e = errors;
  if (readings !== 0) through = readings;

  for (let token = 0; token < count; token++) {
    const head = (first + token) / T;
    const t = (first + token) % T;
    if (t === 0) {
      startInverse(A, D, row, initialInverse, head, diagonal);
      transposePadded(S, matrixOf(initialMemory, head, Dv * D), Dv, D);
      if (skipped !== 0) store<f32>(skipped + ((<usize>head) << 2), 0);
    }
    if (t === 0 || token === 0) {
      product(A, rows, row, u, z);
      product(S, rows, rowV, k, p);
    }
    if (penaltyDecay !== 0) {
      const decay = load<f32>(penaltyDecay + ((<usize>(first + token)) << 2));
      divide(A, A, decay, <usize>rows * row);
      divide(z, z, decay, row);
    }
    if (memoryDecay !== 0) {
      const decay = load<f32>(memoryDecay + ((<usize>(first + token)) << 2));
      scale(S, decay, S, <usize>rows * rowV);
      scale(p, decay, p, rowV);
    }
    // Of the last token there is no next one: it stands in for it, and what that gives is not used.
    const last = t === T - 1 || token === count - 1;

    for (let r = 1; r <= R; r++) {
      const direction = u;
      u += row;
      const delta = <f32>1 + dot(direction, z, row);
      if (definite && delta < LEAST_DELTA) {
        store<f32>(report, delta);
        return token;
      }
      const skips = !(isFinite(delta) && Math.abs(<f64>delta) >= deltaFloor);
      if (!skips) {
        // A − z zᵀ/δ is −2⁻ⁿ·(z/√m)(z/√m)ᵀ with δ = 2ⁿ·m: symmetric to the bit, and exact where δ is a power of two.
        const power = reinterpret<f32>(reinterpret<u32>(delta) & 0xff800000);
        scalePrecisely(w, 1 / sqrt<f64>(delta / power), z, row);
        scale(c, -1 / power, w, row);
      } else {
        clear(w, row);
        clear(c, row);
        addDiagonal(A, D, row, <f32>deltaFloor);
        if (skipped !== 0) addTo(skipped + ((<usize>head) << 2), 1);
      }
      const next = last && r === R ? direction : u;
      if (r < R) updateAndProduct(A, rows, row, c, w, next, z);
      else updateAndProducts(A, rows, row, c, w, k, y, next, z);
      if (r === R && nudgeAfter > 0 && t + 1 >= nudgeAfter && (t + 1 - nudgeAfter) % period === 0) {
        addDiagonal(A, D, row, epsilon);
        addScaled(y, epsilon, k, row);
        product(A, rows, row, next, z);
      }
      if (directions === 0) continue;
      store<f32>(deltas, skips ? 0 : delta);
      deltas += 4;
      w += row;
    }

    let length: f32 = 1;
    if (normalized) length = max<f32>(lengthOf(y, row), SMALLEST_LENGTH);
    divide(alpha, y, length, row);

    if (residual) subtract(e, v, p, rowV);
    else memory.copy(e, v, rowV);
    let cut: f32 = 0;
    if (errorBound > 0) {
      const longest = lengthOf(e, rowV);
      if (<f64>longest > errorBound) {
        cut = longest;
        scale(e, <f32>(errorBound / (<f64>longest + CUT_MARGIN)), e, rowV);
      }
    }
    let reading = q;
    if (penalized && (output !== 0 || readings !== 0)) {
      product(A, rows, row, q, through);
      reading = through;
    }
    const nextKey = last ? k : k + row;
    if (output === 0) updateAndProduct(S, rows, rowV, alpha, e, nextKey, p);
    else updateAndProducts(S, rows, rowV, alpha, e, reading, output, nextKey, p);
    let norm: f32 = 0;
    if (renormalizeAbove > 0) {
      const size = sqrt<f64>(dotPrecisely(S, S, <usize>rows * rowV));
      if (size > renormalizeAbove) {
        norm = <f32>size;
        divide(S, S, norm, <usize>rows * rowV);
        product(S, rows, rowV, nextKey, p);
        if (output !== 0) divide(output, output, norm, rowV);
      }
    }

    if (t === T - 1) {
      if (finalInverse !== 0) transpose(matrixOf(finalInverse, head, D * D), (<usize>D) << 2, A, row, D, D);
      if (finalMemory !== 0) transpose(matrixOf(finalMemory, head, Dv * D), (<usize>D) << 2, S, rowV, D, Dv);
    }
    q += row;
    k += row;
    v += rowV;
    if (output !== 0) output += rowV;
    if (alphas !== 0) alpha += row;
    if (errors !== 0) e += rowV;
    if (readings !== 0) through += row;
    if (cuts !== 0) {
      store<f32>(cuts, cut);
      cuts += 4;
    }
    if (lengths !== 0) {
      store<f32>(lengths, length);
      store<f32>(norms, norm);
      lengths += 4;
      norms += 4;
    }
  }
  return count;
}

function addTo(at: usize, value: f32): void {
  store<f32>(at, load<f32>(at) + value);
}
