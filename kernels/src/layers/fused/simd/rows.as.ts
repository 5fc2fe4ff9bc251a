import { wholeVectors } from './sums.as';

/** Sums of rows of any length. Lengths are in bytes. */

/** to ← to + x */
export function addVector(to: usize, x: usize, bytes: usize): void {
  const whole = wholeVectors(bytes);
  for (let at: usize = 0; at < whole; at += 16) v128.store(to + at, f32x4.add(v128.load(to + at), v128.load(x + at)));
  for (let at = whole; at < bytes; at += 4) store<f32>(to + at, load<f32>(to + at) + load<f32>(x + at));
}

/** to ← to + factor x */
export function addScaled(to: usize, factor: f32, x: usize, bytes: usize): void {
  const whole = wholeVectors(bytes);
  const by = f32x4.splat(factor);
  for (let at: usize = 0; at < whole; at += 16) {
    v128.store(to + at, f32x4.add(v128.load(to + at), f32x4.mul(by, v128.load(x + at))));
  }
  for (let at = whole; at < bytes; at += 4) store<f32>(to + at, load<f32>(to + at) + factor * load<f32>(x + at));
}
