/** Sums and moves over rows of float32 whose length is a multiple of 4. Addresses and lengths are in bytes. */

/** The sum of the four numbers of a vector. */
export function total(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

/** a₀ + a₂, b₀ + b₂, a₁ + a₃, b₁ + b₃: half of the sums of two vectors. */
export function halfTotals(a: v128, b: v128): v128 {
  return f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
}

/** The sums of four vectors, as the numbers of one, from half the sums of the first two and of the others. */
export function totals(ab: v128, cd: v128): v128 {
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

/** xᵀy */
export function dot(x: usize, y: usize, bytes: usize): f32 {
  let sum = f32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) {
    sum = f32x4.add(sum, f32x4.mul(v128.load(x + at), v128.load(y + at)));
  }
  return total(sum);
}

/** y ← y + factor·x */
export function addScaled(y: usize, factor: f32, x: usize, bytes: usize): void {
  const by = f32x4.splat(factor);
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(y + at, f32x4.add(v128.load(y + at), f32x4.mul(by, v128.load(x + at))));
  }
}

/** Zeros. */
export function clear(x: usize, bytes: usize): void {
  memory.fill(x, 0, bytes);
}

/** `rows` rows of `size` numbers, one after another, into rows that are `stride` numbers apart, with zeros after each. */
export function pad(to: usize, from: usize, rows: i32, size: i32, stride: i32): void {
  const length = (<usize>size) << 2;
  const step = (<usize>stride) << 2;
  for (let row = 0; row < rows; row++) {
    memory.copy(to, from, length);
    memory.fill(to + length, 0, step - length);
    to += step;
    from += length;
  }
}

/** The other way round. */
export function unpad(to: usize, from: usize, rows: i32, size: i32, stride: i32): void {
  const length = (<usize>size) << 2;
  const step = (<usize>stride) << 2;
  for (let row = 0; row < rows; row++) {
    memory.copy(to, from, length);
    to += length;
    from += step;
  }
}

/** ‖x‖, also where the squares leave float32. */
export function lengthOf(x: usize, bytes: usize): f32 {
  const squares = dot(x, x, bytes);
  if (squares > 1e-30 && squares < 1e38) return sqrt<f32>(squares);
  return <f32>sqrt<f64>(dotPrecisely(x, x, bytes));
}

/** xᵀy in float64. */
export function dotPrecisely(x: usize, y: usize, bytes: usize): f64 {
  let sum = f64x2.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) {
    const a = v128.load(x + at);
    const b = v128.load(y + at);
    const low = f64x2.mul(f64x2.promote_low_f32x4(a), f64x2.promote_low_f32x4(b));
    const upperA = f64x2.promote_low_f32x4(i64x2.shuffle(a, a, 1, 0));
    const upperB = f64x2.promote_low_f32x4(i64x2.shuffle(b, b, 1, 0));
    sum = f64x2.add(sum, f64x2.add(low, f64x2.mul(upperA, upperB)));
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** y ← x / divisor */
export function divide(y: usize, x: usize, divisor: f32, bytes: usize): void {
  const by = f32x4.splat(divisor);
  for (let at: usize = 0; at < bytes; at += 16) v128.store(y + at, f32x4.div(v128.load(x + at), by));
}

/** y ← factor·x */
export function scale(y: usize, factor: f32, x: usize, bytes: usize): void {
  const by = f32x4.splat(factor);
  for (let at: usize = 0; at < bytes; at += 16) v128.store(y + at, f32x4.mul(by, v128.load(x + at)));
}

/** z ← x − y */
export function subtract(z: usize, x: usize, y: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) v128.store(z + at, f32x4.sub(v128.load(x + at), v128.load(y + at)));
}

/** y ← factor·x, rounded once. */
export function scalePrecisely(y: usize, factor: f64, x: usize, bytes: usize): void {
  const by = f64x2.splat(factor);
  for (let at: usize = 0; at < bytes; at += 16) {
    const values = v128.load(x + at);
    const low = f64x2.promote_low_f32x4(values);
    const high = f64x2.promote_low_f32x4(i64x2.shuffle(values, values, 1, 0));
    const rounded = f32x4.demote_f64x2_zero(f64x2.mul(low, by));
    v128.store(y + at, i64x2.shuffle(rounded, f32x4.demote_f64x2_zero(f64x2.mul(high, by)), 0, 2));
  }
}
