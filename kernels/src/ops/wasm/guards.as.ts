import { total } from './simd/vectors.as';

/** The place of the first number that is not finite among `count`, or -1. */
export function firstNonFinite(x: usize, count: i32): i32 {
  let at = 0;
  // 0 times a number that is not finite is not 0.
  const zero = f32x4.splat(0);
  for (; at + 4 <= count; at += 4) {
    const products = f32x4.mul(v128.load(x + ((<usize>at) << 2)), zero);
    if (!i32x4.all_true(f32x4.eq(products, zero))) break;
  }
  for (; at < count; at++) {
    const value = load<f32>(x + ((<usize>at) << 2));
    if (!isFinite(value)) return at;
  }
  return -1;
}

/**
 * The first of `rows` rows of `size` numbers whose squares may add up to `most` or more, or -1. One that comes within rounding of
 * it is among them.
 */
export function firstLongRow(x: usize, rows: i32, size: i32, most: f64): i32 {
  const limit = <f32>(most * 0.999);
  const whole = size & ~3;
  for (let row = 0; row < rows; row++) {
    let sums = f32x4.splat(0);
    let at = 0;
    for (; at < whole; at += 4) {
      const values = v128.load(x + ((<usize>at) << 2));
      sums = f32x4.add(sums, f32x4.mul(values, values));
    }
    let sum = total(sums);
    for (; at < size; at++) {
      const value = load<f32>(x + ((<usize>at) << 2));
      sum += value * value;
    }
    if (!(sum < limit)) return row;
    x += (<usize>size) << 2;
  }
  return -1;
}
