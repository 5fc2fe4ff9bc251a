import { gelu, geluSlope, positive } from './simd/functions.as';

/** Functions of numbers one by one. What is left after whole vectors is computed as a vector of four times the same number. */

/** y = gelu(x) */
export function geluOf(y: usize, x: usize, count: i32): void {
  const whole = ((<usize>count) << 2) & ~15;
  const end = (<usize>count) << 2;
  for (let at: usize = 0; at < whole; at += 16) v128.store(y + at, gelu(v128.load(x + at)));
  for (let at = whole; at < end; at += 4) store<f32>(y + at, f32x4.extract_lane(gelu(v128.load32_splat(x + at)), 0));
}

/** dx = dy gelu'(x) */
export function geluGradient(dx: usize, dy: usize, x: usize, count: i32): void {
  const whole = ((<usize>count) << 2) & ~15;
  const end = (<usize>count) << 2;
  for (let at: usize = 0; at < whole; at += 16) {
    v128.store(dx + at, f32x4.mul(v128.load(dy + at), geluSlope(v128.load(x + at))));
  }
  for (let at = whole; at < end; at += 4) {
    store<f32>(dx + at, load<f32>(dy + at) * f32x4.extract_lane(geluSlope(v128.load32_splat(x + at)), 0));
  }
}

/** y = elu(x) + 1 */
export function positiveOf(y: usize, x: usize, count: i32): void {
  const whole = ((<usize>count) << 2) & ~15;
  const end = (<usize>count) << 2;
  for (let at: usize = 0; at < whole; at += 16) v128.store(y + at, positive(v128.load(x + at)));
  for (let at = whole; at < end; at += 4) {
    store<f32>(y + at, f32x4.extract_lane(positive(v128.load32_splat(x + at)), 0));
  }
}

/** dx = dy min(y, 1): above 1 the slope is 1, below it is y itself. */
export function positiveGradient(dx: usize, dy: usize, y: usize, count: i32): void {
  const whole = ((<usize>count) << 2) & ~15;
  const end = (<usize>count) << 2;
  const one = f32x4.splat(1);
  for (let at: usize = 0; at < whole; at += 16) {
    v128.store(dx + at, f32x4.mul(v128.load(dy + at), f32x4.min(v128.load(y + at), one)));
  }
  for (let at = whole; at < end; at += 4) store<f32>(dx + at, load<f32>(dy + at) * Mathf.min(load<f32>(y + at), 1));
}
