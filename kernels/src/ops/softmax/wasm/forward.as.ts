import { weightedRows } from './simd/products.as';
import { queryWeights } from './simd/weights.as';

/**
 * Causal softmax attention of `count` queries of a head, four at a time: all their weights, then what they weigh.
 *
 * @param first the first query's token
 * @param D key size, and Dv value size, multiples of 4: the numbers of a row of q, and of v and output
 * @param panels the keys of the head (packPanels)
 * @param v the values of the head
 * @param weights a place for 4·(line/4) numbers, and for 4 more, and 4 rows of Dv
 * @param line bytes of a row of weights: room for all keys, rounded up to 8
 */
export function softmaxQueries(
  first: i32,
  count: i32,
  D: i32,
  Dv: i32,
  q: usize,
  panels: usize,
  v: usize,
  output: usize,
  weights: usize,
  line: i32,
  scale: f32,
): void {
  const row = (<usize>D) << 2;
  const out = (<usize>Dv) << 2;
  const sums = weights + 4 * <usize>line;
  const rows = sums + 16;
  for (let done = 0; done < count; done += 4) {
    const n = min(4, count - done);
    const q1 = q + (n > 1 ? row : 0);
    const q2 = n > 2 ? q1 + row : q1;
    const q3 = n > 3 ? q2 + row : q2;
    queryWeights(weights, line, first + done, n, q, q1, q2, q3, panels, D, scale, sums);
    weightedRows(rows, weights, line, v, first + done + n, Dv);
    let from = rows;
    for (let r = 0; r < n; r++) {
      const sum = v128.load32_splat(sums + ((<usize>r) << 2));
      for (let at: usize = 0; at < out; at += 16) v128.store(output + at, f32x4.div(v128.load(from + at), sum));
      output += out;
      from += out;
    }
    q += <usize>n * row;
  }
}

/**
 * Rows of `size` numbers, a multiple of 4, in panels of eight: [size,8] each, number by number that of each row. The last
 * panel is filled up with zeros.
 */
export function packPanels(to: usize, from: usize, rows: i32, size: i32): void {
  const row = (<usize>size) << 2;
  const zero = f32x4.splat(0);
  for (let first = 0; first < rows; first += 8) {
    for (let half = first; half < first + 8; half += 4) {
      let place = to + (half > first ? 16 : 0);
      const at = from + <usize>half * row;
      for (let j: usize = 0; j < row; j += 16) {
        const a = half < rows ? v128.load(at + j) : zero;
        const b = half + 1 < rows ? v128.load(at + row + j) : zero;
        const c = half + 2 < rows ? v128.load(at + 2 * row + j) : zero;
        const d = half + 3 < rows ? v128.load(at + 3 * row + j) : zero;
        const low = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
        const high = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
        const lower = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
        const higher = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
        v128.store(place, v128.shuffle<f32>(low, lower, 0, 1, 4, 5));
        v128.store(place, v128.shuffle<f32>(low, lower, 2, 3, 6, 7), 32);
        v128.store(place, v128.shuffle<f32>(high, higher, 0, 1, 4, 5), 64);
        v128.store(place, v128.shuffle<f32>(high, higher, 2, 3, 6, 7), 96);
        place += 128;
      }
    }
    to += 8 * row;
  }
}
