import { exponential } from '../../../wasm/simd/exponential.as';
import { total } from '../../../wasm/simd/vectors.as';
import { panelProducts } from './products.as';

/**
 * The weights eˢ⁻ᵐ of four queries from the first up, where s = scale·qᵀk and m is the largest of a query's: rows of
 * `line` bytes at `weights`, zero past each query. Those of queries that are none, from `count` on, are zero.
 *
 * @param first the first query: it sees so many keys, and itself
 * @param sums where the sums of the rows go, as four float32
 * @returns how many weights a row has: a multiple of 8
 */
export function queryWeights(
  weights: usize,
  line: usize,
  first: i32,
  count: i32,
  q0: usize,
  q1: usize,
  q2: usize,
  q3: usize,
  panels: usize,
  D: i32,
  scale: f32,
  sums: usize,
): i32 {
  const keys = first + count;
  const width = (keys + 7) & -8;
  panelProducts(weights, line, q0, q1, q2, q3, panels, D, width >> 3, scale);
  for (let r = 0; r < 4; r++) {
    const seen = r < count ? first + r + 1 : 0;
    store<f32>(sums + ((<usize>r) << 2), exponentials(weights + <usize>r * line, seen, width));
  }
  return width;
}

/** x ← eˣ⁻ᵐ of the first `seen` of `width` numbers, 0 of the others; returns their sum. */
function exponentials(x: usize, seen: i32, width: i32): f32 {
  const end = (<usize>width) << 2;
  if (seen === 0) {
    memory.fill(x, 0, end);
    return 1;
  }
  for (let s = seen; s < width; s++) store<f32>(x + ((<usize>s) << 2), -Infinity);
  let largest = v128.load(x);
  for (let at: usize = 16; at < end; at += 16) largest = f32x4.max(largest, v128.load(x + at));
  const left = Mathf.max(f32x4.extract_lane(largest, 0), f32x4.extract_lane(largest, 1));
  const right = Mathf.max(f32x4.extract_lane(largest, 2), f32x4.extract_lane(largest, 3));
  const most = f32x4.splat(Mathf.max(left, right));
  let sum = f32x4.splat(0);
  let even = sum;
  for (let at: usize = 0; at < end; at += 32) {
    const one = exponential(f32x4.sub(v128.load(x + at), most));
    const two = exponential(f32x4.sub(v128.load(x + at, 16), most));
    v128.store(x + at, one);
    v128.store(x + at, two, 16);
    sum = f32x4.add(sum, one);
    even = f32x4.add(even, two);
  }
  return total(f32x4.add(sum, even));
}
