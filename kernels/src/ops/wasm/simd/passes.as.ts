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
  const end = (<usize>rows) << 2;
  let at: usize = 0;
  // Two vectors of a row: with more, not all sums have a register; with fewer, they wait for one another.
  for (; at + 32 <= row; at += 32) {
    const w0 = v128.load(w + at);
    const w1 = v128.load(w + at, 16);
    let p0 = f32x4.splat(0);
    let p0Odd = f32x4.splat(0);
    let p1 = f32x4.splat(0);
    let p1Odd = f32x4.splat(0);
    let r0 = f32x4.splat(0);
    let r0Odd = f32x4.splat(0);
    let r1 = f32x4.splat(0);
    let r1Odd = f32x4.splat(0);
    let line = m + at;
    for (let j: usize = 0; j < end; j += 8) {
      let cj = v128.load32_splat(c + j);
      let xj = v128.load32_splat(x + j);
      let yj = v128.load32_splat(y + j);
      let v = f32x4.add(v128.load(line), f32x4.mul(cj, w0));
      v128.store(line, v);
      p0 = f32x4.add(p0, f32x4.mul(v, xj));
      r0 = f32x4.add(r0, f32x4.mul(v, yj));
      v = f32x4.add(v128.load(line, 16), f32x4.mul(cj, w1));
      v128.store(line, v, 16);
      p1 = f32x4.add(p1, f32x4.mul(v, xj));
      r1 = f32x4.add(r1, f32x4.mul(v, yj));
      line += row;
      cj = v128.load32_splat(c + j, 4);
      xj = v128.load32_splat(x + j, 4);
      yj = v128.load32_splat(y + j, 4);
      v = f32x4.add(v128.load(line), f32x4.mul(cj, w0));
      v128.store(line, v);
      p0Odd = f32x4.add(p0Odd, f32x4.mul(v, xj));
      r0Odd = f32x4.add(r0Odd, f32x4.mul(v, yj));
      v = f32x4.add(v128.load(line, 16), f32x4.mul(cj, w1));
      v128.store(line, v, 16);
      p1Odd = f32x4.add(p1Odd, f32x4.mul(v, xj));
      r1Odd = f32x4.add(r1Odd, f32x4.mul(v, yj));
      line += row;
    }
    v128.store(p + at, f32x4.add(p0, p0Odd));
    v128.store(p + at, f32x4.add(p1, p1Odd), 16);
    v128.store(r + at, f32x4.add(r0, r0Odd));
    v128.store(r + at, f32x4.add(r1, r1Odd), 16);
  }
  if (at === row) return;
  const w0 = v128.load(w + at);
  let p0 = f32x4.splat(0);
  let p0Odd = f32x4.splat(0);
  let r0 = f32x4.splat(0);
  let r0Odd = f32x4.splat(0);
  let line = m + at;
  for (let j: usize = 0; j < end; j += 8) {
    let cj = v128.load32_splat(c + j);
    let xj = v128.load32_splat(x + j);
    let yj = v128.load32_splat(y + j);
    let v = f32x4.add(v128.load(line), f32x4.mul(cj, w0));
    v128.store(line, v);
    p0 = f32x4.add(p0, f32x4.mul(v, xj));
    r0 = f32x4.add(r0, f32x4.mul(v, yj));
    line += row;
    cj = v128.load32_splat(c + j, 4);
    xj = v128.load32_splat(x + j, 4);
    yj = v128.load32_splat(y + j, 4);
    v = f32x4.add(v128.load(line), f32x4.mul(cj, w0));
    v128.store(line, v);
    p0Odd = f32x4.add(p0Odd, f32x4.mul(v, xj));
    r0Odd = f32x4.add(r0Odd, f32x4.mul(v, yj));
    line += row;
  }
  v128.store(p + at, f32x4.add(p0, p0Odd));
  v128.store(r + at, f32x4.add(r0, r0Odd));
}

/** M ← M + c wᵀ, and with that p ← Mᵀx. */
export function updateAndProduct(m: usize, rows: i32, row: usize, c: usize, w: usize, x: usize, p: usize): void {
  const end = (<usize>rows) << 2;
  let at: usize = 0;
  for (; at + 32 <= row; at += 32) {
    const w0 = v128.load(w + at);
    const w1 = v128.load(w + at, 16);
    let p0 = f32x4.splat(0);
    let p0Odd = f32x4.splat(0);
    let p1 = f32x4.splat(0);
    let p1Odd = f32x4.splat(0);
    let line = m + at;
    for (let j: usize = 0; j < end; j += 8) {
      let cj = v128.load32_splat(c + j);
      let xj = v128.load32_splat(x + j);
      let v = f32x4.add(v128.load(line), f32x4.mul(cj, w0));
      v128.store(line, v);
      p0 = f32x4.add(p0, f32x4.mul(v, xj));
      v = f32x4.add(v128.load(line, 16), f32x4.mul(cj, w1));
      v128.store(line, v, 16);
      p1 = f32x4.add(p1, f32x4.mul(v, xj));
      line += row;
      cj = v128.load32_splat(c + j, 4);
      xj = v128.load32_splat(x + j, 4);
      v = f32x4.add(v128.load(line), f32x4.mul(cj, w0));
      v128.store(line, v);
      p0Odd = f32x4.add(p0Odd, f32x4.mul(v, xj));
      v = f32x4.add(v128.load(line, 16), f32x4.mul(cj, w1));
      v128.store(line, v, 16);
      p1Odd = f32x4.add(p1Odd, f32x4.mul(v, xj));
      line += row;
    }
    v128.store(p + at, f32x4.add(p0, p0Odd));
    v128.store(p + at, f32x4.add(p1, p1Odd), 16);
  }
  if (at === row) return;
  const w0 = v128.load(w + at);
  let p0 = f32x4.splat(0);
  let p0Odd = f32x4.splat(0);
  let line = m + at;
  for (let j: usize = 0; j < end; j += 8) {
    let cj = v128.load32_splat(c + j);
    let xj = v128.load32_splat(x + j);
    let v = f32x4.add(v128.load(line), f32x4.mul(cj, w0));
    v128.store(line, v);
    p0 = f32x4.add(p0, f32x4.mul(v, xj));
    line += row;
    cj = v128.load32_splat(c + j, 4);
    xj = v128.load32_splat(x + j, 4);
    v = f32x4.add(v128.load(line), f32x4.mul(cj, w0));
    v128.store(line, v);
    p0Odd = f32x4.add(p0Odd, f32x4.mul(v, xj));
    line += row;
  }
  v128.store(p + at, f32x4.add(p0, p0Odd));
}

/** p ← Mᵀx */
export function product(m: usize, rows: i32, row: usize, x: usize, p: usize): void {
  const end = (<usize>rows) << 2;
  let at: usize = 0;
  for (; at + 32 <= row; at += 32) {
    let p0 = f32x4.splat(0);
    let p0Odd = f32x4.splat(0);
    let p1 = f32x4.splat(0);
    let p1Odd = f32x4.splat(0);
    let line = m + at;
    for (let j: usize = 0; j < end; j += 8) {
      let xj = v128.load32_splat(x + j);
      let v = v128.load(line);
      p0 = f32x4.add(p0, f32x4.mul(v, xj));
      v = v128.load(line, 16);
      p1 = f32x4.add(p1, f32x4.mul(v, xj));
      line += row;
      xj = v128.load32_splat(x + j, 4);
      v = v128.load(line);
      p0Odd = f32x4.add(p0Odd, f32x4.mul(v, xj));
      v = v128.load(line, 16);
      p1Odd = f32x4.add(p1Odd, f32x4.mul(v, xj));
      line += row;
    }
    v128.store(p + at, f32x4.add(p0, p0Odd));
    v128.store(p + at, f32x4.add(p1, p1Odd), 16);
  }
  if (at === row) return;
  let p0 = f32x4.splat(0);
  let p0Odd = f32x4.splat(0);
  let line = m + at;
  for (let j: usize = 0; j < end; j += 8) {
    let xj = v128.load32_splat(x + j);
    let v = v128.load(line);
    p0 = f32x4.add(p0, f32x4.mul(v, xj));
    line += row;
    xj = v128.load32_splat(x + j, 4);
    v = v128.load(line);
    p0Odd = f32x4.add(p0Odd, f32x4.mul(v, xj));
    line += row;
  }
  v128.store(p + at, f32x4.add(p0, p0Odd));
}
