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
