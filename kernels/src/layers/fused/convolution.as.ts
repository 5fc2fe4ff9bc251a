import { wholeVectors } from './simd/sums.as';

/** Short causal convolutions of every channel by itself: y_t = Σ_i w_i x_{t−taps+1+i}, with nothing before the sequence. */

/**
 * @param y [B,T,channels], as x
 * @param weight rows of taps, `weightRow` numbers apart
 */
export function convolve(
  y: usize,
  x: usize,
  weight: usize,
  weightRow: i32,
  B: i32,
  T: i32,
  taps: i32,
  channels: i32,
): void {
  const bytes = (<usize>channels) << 2;
  for (let b = 0; b < B; b++) {
    for (let t = 0; t < T; t++) {
      memory.fill(y, 0, bytes);
      for (let i = max(0, taps - 1 - t); i < taps; i++) {
        const back = <usize>(taps - 1 - i) * bytes;
        addProduct(y, weight + ((<usize>(i * weightRow)) << 2), x - back, bytes);
      }
      x += bytes;
      y += bytes;
    }
  }
}

/** The gradients; that of the weight is added to what is there. */
export function convolveGradient(
  dx: usize,
  dWeight: usize,
  dy: usize,
  x: usize,
  weight: usize,
  weightRow: i32,
  B: i32,
  T: i32,
  taps: i32,
  channels: i32,
): void {
  const bytes = (<usize>channels) << 2;
  memory.fill(dx, 0, bytes * <usize>(B * T));
  for (let b = 0; b < B; b++) {
    for (let t = 0; t < T; t++) {
      for (let i = max(0, taps - 1 - t); i < taps; i++) {
        const back = <usize>(taps - 1 - i) * bytes;
        const row = (<usize>(i * weightRow)) << 2;
        addProduct(dx - back, weight + row, dy, bytes);
        addProduct(dWeight + row, x - back, dy, bytes);
      }
      x += bytes;
      dx += bytes;
      dy += bytes;
    }
  }
}

/** to ← to + a b, number by number */
function addProduct(to: usize, a: usize, b: usize, bytes: usize): void {
  const whole = wholeVectors(bytes);
  for (let at: usize = 0; at < whole; at += 16) {
    v128.store(to + at, f32x4.add(v128.load(to + at), f32x4.mul(v128.load(a + at), v128.load(b + at))));
  }
  for (let at = whole; at < bytes; at += 4)
    store<f32>(to + at, load<f32>(to + at) + load<f32>(a + at) * load<f32>(b + at));
}
