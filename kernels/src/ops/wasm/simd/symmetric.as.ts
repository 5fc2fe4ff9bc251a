/**
 * M ← M + a bᵀ + b aᵀ for a symmetric matrix of `rows` rows (an even number) of `row` bytes (a multiple of 16), which it
 * stays to the bit, and with that p ← M x.
 */
export function symmetricUpdateAndProduct(
  m: usize,
  rows: i32,
  row: usize,
  a: usize,
  b: usize,
  x: usize,
  p: usize,
): void {
  const end = (<usize>rows) << 2;
  let at: usize = 0;
  for (; at + 32 <= row; at += 32) {
    const a0 = v128.load(a + at);
    const a1 = v128.load(a + at, 16);
    const b0 = v128.load(b + at);
    const b1 = v128.load(b + at, 16);
    let p0 = f32x4.splat(0);
    let p1 = f32x4.splat(0);
    let line = m + at;
    for (let j: usize = 0; j < end; j += 4) {
      const aj = v128.load32_splat(a + j);
      const bj = v128.load32_splat(b + j);
      const xj = v128.load32_splat(x + j);
      let v = f32x4.add(v128.load(line), f32x4.add(f32x4.mul(aj, b0), f32x4.mul(bj, a0)));
      v128.store(line, v);
      p0 = f32x4.add(p0, f32x4.mul(v, xj));
      v = f32x4.add(v128.load(line, 16), f32x4.add(f32x4.mul(aj, b1), f32x4.mul(bj, a1)));
      v128.store(line, v, 16);
      p1 = f32x4.add(p1, f32x4.mul(v, xj));
      line += row;
    }
    v128.store(p + at, p0);
    v128.store(p + at, p1, 16);
  }
  if (at === row) return;
  const a0 = v128.load(a + at);
  const b0 = v128.load(b + at);
  let p0 = f32x4.splat(0);
  let line = m + at;
  for (let j: usize = 0; j < end; j += 4) {
    const sum = f32x4.add(f32x4.mul(v128.load32_splat(a + j), b0), f32x4.mul(v128.load32_splat(b + j), a0));
    const v = f32x4.add(v128.load(line), sum);
    v128.store(line, v);
    p0 = f32x4.add(p0, f32x4.mul(v, v128.load32_splat(x + j)));
    line += row;
  }
  v128.store(p + at, p0);
}
