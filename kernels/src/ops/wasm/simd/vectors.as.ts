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
