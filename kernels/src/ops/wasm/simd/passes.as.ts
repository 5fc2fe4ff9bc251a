import { Off, On } from './switches.as';

/**
 * Passes over a matrix M of `rows` rows (an even number) of `row` bytes (a multiple of 16). Each reads M once, and all sums
 * go down its columns, even and odd rows apart: they stay in vectors, which no one has to add up across. A symmetric
 * matrix gives the products with itself, any other those with its transpose. A product is the same to the bit whichever
 * pass takes it.
 */

/** M ← M + c wᵀ, and with that p ← Mᵀx and r ← Mᵀy. */
export function updateAndProducts(
  m: usize,
  rows: i32,
  row: usize,
  c: usize,
  w: usize,
  x: usize,
  p: usize,
  y: usize,
  r: usize,
): void {
  pass<On, On>(m, rows, row, c, w, x, p, y, r);
}

/** M ← M + c wᵀ, and with that p ← Mᵀx. */
export function updateAndProduct(m: usize, rows: i32, row: usize, c: usize, w: usize, x: usize, p: usize): void {
  pass<On, Off>(m, rows, row, c, w, x, p, 0, 0);
}

/** p ← Mᵀx */
export function product(m: usize, rows: i32, row: usize, x: usize, p: usize): void {
  pass<Off, Off>(m, rows, row, 0, 0, x, p, 0, 0);
}

/** What all of them do, with and without an update and a second product. */
function pass<Updates, TakesTwo>(
  m: usize,
  rows: i32,
  row: usize,
  c: usize,
  w: usize,
  x: usize,
  p: usize,
  y: usize,
  r: usize,
): void {
  const end = (<usize>rows) << 2;
  const zero = f32x4.splat(0);
  let at: usize = 0;
  // Two vectors of a row: with more, not all sums have a register; with fewer, they wait for one another.
  for (; at + 32 <= row; at += 32) {
    let w0 = zero;
    let w1 = zero;
    if (isInteger<Updates>()) {
      w0 = v128.load(w + at);
      w1 = v128.load(w + at, 16);
    }
    let p0 = zero;
    let p0Odd = zero;
    let p1 = zero;
    let p1Odd = zero;
    let r0 = zero;
    let r0Odd = zero;
    let r1 = zero;
    let r1Odd = zero;
    let line = m + at;
    for (let j: usize = 0; j < end; j += 8) {
      let xj = v128.load32_splat(x + j);
      let cj = zero;
      if (isInteger<Updates>()) cj = v128.load32_splat(c + j);
      let v0 = entries<Updates>(line, cj, w0);
      let v1 = entries<Updates>(line + 16, cj, w1);
      p0 = f32x4.add(p0, f32x4.mul(v0, xj));
      p1 = f32x4.add(p1, f32x4.mul(v1, xj));
      if (isInteger<TakesTwo>()) {
        const yj = v128.load32_splat(y + j);
        r0 = f32x4.add(r0, f32x4.mul(v0, yj));
        r1 = f32x4.add(r1, f32x4.mul(v1, yj));
      }
      line += row;
      xj = v128.load32_splat(x + j, 4);
      if (isInteger<Updates>()) cj = v128.load32_splat(c + j, 4);
      v0 = entries<Updates>(line, cj, w0);
      v1 = entries<Updates>(line + 16, cj, w1);
      p0Odd = f32x4.add(p0Odd, f32x4.mul(v0, xj));
      p1Odd = f32x4.add(p1Odd, f32x4.mul(v1, xj));
      if (isInteger<TakesTwo>()) {
        const yj = v128.load32_splat(y + j, 4);
        r0Odd = f32x4.add(r0Odd, f32x4.mul(v0, yj));
        r1Odd = f32x4.add(r1Odd, f32x4.mul(v1, yj));
      }
      line += row;
    }
    v128.store(p + at, f32x4.add(p0, p0Odd));
    v128.store(p + at, f32x4.add(p1, p1Odd), 16);
    if (isInteger<TakesTwo>()) {
      v128.store(r + at, f32x4.add(r0, r0Odd));
      v128.store(r + at, f32x4.add(r1, r1Odd), 16);
    }
  }
  if (at === row) return;
  let w0 = zero;
  if (isInteger<Updates>()) {
    w0 = v128.load(w + at);
  }
  let p0 = zero;
  let p0Odd = zero;
  let r0 = zero;
  let r0Odd = zero;
  let line = m + at;
  for (let j: usize = 0; j < end; j += 8) {
    let xj = v128.load32_splat(x + j);
    let cj = zero;
    if (isInteger<Updates>()) cj = v128.load32_splat(c + j);
    let v0 = entries<Updates>(line, cj, w0);
    p0 = f32x4.add(p0, f32x4.mul(v0, xj));
    if (isInteger<TakesTwo>()) {
      const yj = v128.load32_splat(y + j);
      r0 = f32x4.add(r0, f32x4.mul(v0, yj));
    }
    line += row;
    xj = v128.load32_splat(x + j, 4);
    if (isInteger<Updates>()) cj = v128.load32_splat(c + j, 4);
    v0 = entries<Updates>(line, cj, w0);
    p0Odd = f32x4.add(p0Odd, f32x4.mul(v0, xj));
    if (isInteger<TakesTwo>()) {
      const yj = v128.load32_splat(y + j, 4);
      r0Odd = f32x4.add(r0Odd, f32x4.mul(v0, yj));
    }
    line += row;
  }
  v128.store(p + at, f32x4.add(p0, p0Odd));
  if (isInteger<TakesTwo>()) {
    v128.store(r + at, f32x4.add(r0, r0Odd));
  }
}

/** Four entries of M, with the update where there is one. */
function entries<Updates>(at: usize, c: v128, w: v128): v128 {
  if (!isInteger<Updates>()) return v128.load(at);
  const v = f32x4.add(v128.load(at), f32x4.mul(c, w));
  v128.store(at, v);
  return v;
}
