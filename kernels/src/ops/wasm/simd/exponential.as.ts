/**
 * eˣ of four numbers of at most 0, within about an ulp: x = n·ln 2 + r, and a polynomial of degree 6 for eʳ (Cephes). What
 * would be no normal number of float32 is 0; NaN stays NaN.
 */
export function exponential(x: v128): v128 {
  // Added to a number it leaves the nearest integer in the lowest bits.
  const ROUNDING = f32x4.splat(12582912);
  const small = f32x4.lt(x, f32x4.splat(-87.3));
  const shifted = f32x4.add(f32x4.mul(x, f32x4.splat(1.44269504)), ROUNDING);
  const n = f32x4.sub(shifted, ROUNDING);
  // ln 2 in two parts, so that n times the first is exact.
  const part = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  const r = f32x4.sub(part, f32x4.mul(n, f32x4.splat(-2.1219444e-4)));
  let sum = f32x4.add(f32x4.mul(r, f32x4.splat(1.98756915e-4)), f32x4.splat(1.3981999507e-3));
  sum = f32x4.add(f32x4.mul(r, sum), f32x4.splat(8.3334519073e-3));
  sum = f32x4.add(f32x4.mul(r, sum), f32x4.splat(4.1665795894e-2));
  sum = f32x4.add(f32x4.mul(r, sum), f32x4.splat(1.6666665459e-1));
  sum = f32x4.add(f32x4.mul(r, sum), f32x4.splat(5.0000001201e-1));
  sum = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(r, r), sum), r), f32x4.splat(1));
  // 2ⁿ times that: n more in its exponent.
  return v128.andnot(i32x4.add(sum, i32x4.shl(shifted, 23)), small);
}
