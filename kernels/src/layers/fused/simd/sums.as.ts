import { total } from '../../../ops/wasm/simd/vectors.as';

/** Sums over rows of any length. Lengths are in bytes. */

/** Bytes of a row that whole vectors cover. */
export function wholeVectors(bytes: usize): usize {
  return bytes & ~15;
}

/** Σ x */
export function rowSum(x: usize, bytes: usize): f32 {
  const whole = wholeVectors(bytes);
  let sum = f32x4.splat(0);
  for (let at: usize = 0; at < whole; at += 16) sum = f32x4.add(sum, v128.load(x + at));
  let all = total(sum);
  for (let at = whole; at < bytes; at += 4) all += load<f32>(x + at);
  return all;
}

/** Σ (x − centre) (y − other) */
export function rowProduct(x: usize, centre: f32, y: usize, other: f32, bytes: usize): f32 {
  const whole = wholeVectors(bytes);
  const a = f32x4.splat(centre);
  const b = f32x4.splat(other);
  let sum = f32x4.splat(0);
  for (let at: usize = 0; at < whole; at += 16) {
    const one = f32x4.sub(v128.load(x + at), a);
    sum = f32x4.add(sum, f32x4.mul(one, f32x4.sub(v128.load(y + at), b)));
  }
  let all = total(sum);
  for (let at = whole; at < bytes; at += 4) all += (load<f32>(x + at) - centre) * (load<f32>(y + at) - other);
  return all;
}
