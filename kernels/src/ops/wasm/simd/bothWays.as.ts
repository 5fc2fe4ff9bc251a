import { clear, total } from './vectors.as';

/**
 * What a token does backwards with the gradient R of a memory, of which M is the transpose: M ← M − k fᵀ + q dᵀ, and with that
 * p ← Mᵀa and s ← M e, so that M is read once for sums along its rows and down its columns. M has `rows` rows (an even
 * number) of `row` bytes (a multiple of 16).
 */
export function updateAndBothProducts(
  m: usize,
  rows: i32,
  row: usize,
  k: usize,
  f: usize,
  q: usize,
  d: usize,
  a: usize,
  p: usize,
  e: usize,
  s: usize,
): void {
  clear(p, row);
  const end = (<usize>rows) << 2;
  for (let j: usize = 0; j < end; j += 8) {
    const k0 = v128.load32_splat(k + j);
    const k1 = v128.load32_splat(k + j, 4);
    const q0 = v128.load32_splat(q + j);
    const q1 = v128.load32_splat(q + j, 4);
    const a0 = v128.load32_splat(a + j);
    const a1 = v128.load32_splat(a + j, 4);
    let s0 = f32x4.splat(0);
    let s1 = f32x4.splat(0);
    const odd = m + row;
    for (let at: usize = 0; at < row; at += 16) {
      const fv = v128.load(f + at);
      const dv = v128.load(d + at);
      const ev = v128.load(e + at);
      const v0 = f32x4.add(f32x4.sub(v128.load(m + at), f32x4.mul(k0, fv)), f32x4.mul(q0, dv));
      const v1 = f32x4.add(f32x4.sub(v128.load(odd + at), f32x4.mul(k1, fv)), f32x4.mul(q1, dv));
      v128.store(m + at, v0);
      v128.store(odd + at, v1);
      v128.store(p + at, f32x4.add(v128.load(p + at), f32x4.add(f32x4.mul(a0, v0), f32x4.mul(a1, v1))));
      s0 = f32x4.add(s0, f32x4.mul(v0, ev));
      s1 = f32x4.add(s1, f32x4.mul(v1, ev));
    }
    store<f32>(s + j, total(s0));
    store<f32>(s + j, total(s1), 4);
    m = odd + row;
  }
}
