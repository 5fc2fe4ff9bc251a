import { dot } from '../../wasm/simd/vectors.as';
import { addOuters } from './simd/outers.as';
import { panelProducts, weightedRows } from './simd/products.as';
import { queryWeights } from './simd/weights.as';

/**
 * The gradient of causal softmax attention by `count` queries of a head, four at a time. With p a query's weights and
 * dp = V do: ds = scale·p ∘ (dp − pᵀdp), dq = Kᵀds, and of each key dk += ds q, dv += p do.
 *
 * @param first the first query's token
 * @param D key size, and Dv value size, multiples of 4
 * @param k the keys of the head
 * @param keyPanels the keys, and `valuePanels` the values, in panels (packPanels)
 * @param dq filled; rows of the queries
 * @param dk added to, as dv; rows of all keys of the head
 * @param weights a place for 8·(line/4) numbers, and 4 more, and 4 rows of D
 * @param line bytes of a row of weights: room for all keys, rounded up to 8
 */
export function softmaxQueriesBackwards(
  first: i32,
  count: i32,
  D: i32,
  Dv: i32,
  q: usize,
  k: usize,
  keyPanels: usize,
  valuePanels: usize,
  outputGradient: usize,
  dq: usize,
  dk: usize,
  dv: usize,
  weights: usize,
  line: i32,
  scale: f32,
): void {
  const row = (<usize>D) << 2;
  const out = (<usize>Dv) << 2;
  const slopes = weights + 4 * <usize>line;
  const sums = slopes + 4 * <usize>line;
  const rows = sums + 16;
  for (let done = 0; done < count; done += 4) {
    const n = min(4, count - done);
    const q1 = q + (n > 1 ? row : 0);
    const q2 = n > 2 ? q1 + row : q1;
    const q3 = n > 3 ? q2 + row : q2;
    const g1 = outputGradient + (n > 1 ? out : 0);
    const g2 = n > 2 ? g1 + out : g1;
    const g3 = n > 3 ? g2 + out : g2;
    const keys = first + done + n;
    const width = queryWeights(weights, line, first + done, n, q, q1, q2, q3, keyPanels, D, scale, sums);
    panelProducts(slopes, line, outputGradient, g1, g2, g3, valuePanels, Dv, width >> 3, 1);
    for (let r: usize = 0; r < 4; r++) {
      const at = r * <usize>line;
      scoreGradients(slopes + at, weights + at, (<usize>width) << 2, load<f32>(sums + (r << 2)), scale);
    }
    weightedRows(rows, slopes, line, k, keys, D);
    memory.copy(dq, rows, <usize>n * row);
    addOuters(dk, slopes, line, q, q1, q2, q3, keys, D);
    addOuters(dv, weights, line, outputGradient, g1, g2, g3, keys, Dv);
    q += <usize>n * row;
    dq += <usize>n * row;
    outputGradient += <usize>n * out;
  }
}

/** p ← p / sum, and dp ← scale·p ∘ (dp − pᵀdp) */
function scoreGradients(dp: usize, p: usize, bytes: usize, sum: f32, scale: f32): void {
  const by = f32x4.splat(sum);
  for (let at: usize = 0; at < bytes; at += 16) v128.store(p + at, f32x4.div(v128.load(p + at), by));
  const mean = f32x4.splat(dot(p, dp, bytes));
  const factor = f32x4.splat(scale);
  for (let at: usize = 0; at < bytes; at += 16) {
    const above = f32x4.sub(v128.load(dp + at), mean);
    v128.store(dp + at, f32x4.mul(factor, f32x4.mul(v128.load(p + at), above)));
  }
}
