/** Products for four queries at a time. Widths are multiples of 4; lengths in bytes where nothing else is said. */

/** Keys that a partial sum goes over before it is added to the others: so the rounding of long sums stays small. */
const KEYS = 128;

/**
 * Four rows a times `panels` panels of eight columns [size,8] each: [4,8] numbers each, times `factor`.
 *
 * @param line bytes between the rows of the result
 */
export function panelProducts(
  to: usize,
  line: usize,
  a0: usize,
  a1: usize,
  a2: usize,
  a3: usize,
  panel: usize,
  size: i32,
  panels: i32,
  factor: f32,
): void {
  const by = f32x4.splat(factor);
  const end = (<usize>size) << 2;
  for (; panels > 0; panels--) {
    let c0 = f32x4.splat(0);
    let c1 = c0;
    let c2 = c0;
    let c3 = c0;
    let d0 = c0;
    let d1 = c0;
    let d2 = c0;
    let d3 = c0;
    for (let at: usize = 0; at < end; at += 4) {
      const left = v128.load(panel);
      const right = v128.load(panel, 16);
      panel += 32;
      let x = v128.load32_splat(a0 + at);
      c0 = f32x4.add(c0, f32x4.mul(x, left));
      d0 = f32x4.add(d0, f32x4.mul(x, right));
      x = v128.load32_splat(a1 + at);
      c1 = f32x4.add(c1, f32x4.mul(x, left));
      d1 = f32x4.add(d1, f32x4.mul(x, right));
      x = v128.load32_splat(a2 + at);
      c2 = f32x4.add(c2, f32x4.mul(x, left));
      d2 = f32x4.add(d2, f32x4.mul(x, right));
      x = v128.load32_splat(a3 + at);
      c3 = f32x4.add(c3, f32x4.mul(x, left));
      d3 = f32x4.add(d3, f32x4.mul(x, right));
    }
    let place = to;
    v128.store(place, f32x4.mul(by, c0));
    v128.store(place, f32x4.mul(by, d0), 16);
    place += line;
    v128.store(place, f32x4.mul(by, c1));
    v128.store(place, f32x4.mul(by, d1), 16);
    place += line;
    v128.store(place, f32x4.mul(by, c2));
    v128.store(place, f32x4.mul(by, d2), 16);
    place += line;
    v128.store(place, f32x4.mul(by, c3));
    v128.store(place, f32x4.mul(by, d3), 16);
    to += 32;
  }
}

/**
 * Four rows of weights times the first `keys` rows of a matrix [keys,width]: [4,width] numbers.
 *
 * @param line bytes between the rows of weights
 */
export function weightedRows(to: usize, weights: usize, line: usize, matrix: usize, keys: i32, width: i32): void {
  const row = (<usize>width) << 2;
  let at: usize = 0;
  for (; at + 32 <= row; at += 32) weightedPair(to + at, weights, line, matrix + at, keys, row);
  if (at < row) weightedVector(to + at, weights, line, matrix + at, keys, row);
}

/** Of two vectors of each row. */
function weightedPair(to: usize, weights: usize, line: usize, matrix: usize, keys: i32, row: usize): void {
  for (let first = 0; first < keys; first += KEYS) {
    let c0 = f32x4.splat(0);
    let c1 = c0;
    let c2 = c0;
    let c3 = c0;
    let d0 = c0;
    let d1 = c0;
    let d2 = c0;
    let d3 = c0;
    let w0 = weights + ((<usize>first) << 2);
    const end = w0 + ((<usize>min(KEYS, keys - first)) << 2);
    const w1 = line;
    const w2 = line + line;
    const w3 = w2 + line;
    for (; w0 < end; w0 += 4) {
      const left = v128.load(matrix);
      const right = v128.load(matrix, 16);
      matrix += row;
      let x = v128.load32_splat(w0);
      c0 = f32x4.add(c0, f32x4.mul(x, left));
      d0 = f32x4.add(d0, f32x4.mul(x, right));
      x = v128.load32_splat(w0 + w1);
      c1 = f32x4.add(c1, f32x4.mul(x, left));
      d1 = f32x4.add(d1, f32x4.mul(x, right));
      x = v128.load32_splat(w0 + w2);
      c2 = f32x4.add(c2, f32x4.mul(x, left));
      d2 = f32x4.add(d2, f32x4.mul(x, right));
      x = v128.load32_splat(w0 + w3);
      c3 = f32x4.add(c3, f32x4.mul(x, left));
      d3 = f32x4.add(d3, f32x4.mul(x, right));
    }
    put(to, c0, first);
    put(to + 16, d0, first);
    put(to + row, c1, first);
    put(to + row + 16, d1, first);
    put(to + 2 * row, c2, first);
    put(to + 2 * row + 16, d2, first);
    put(to + 3 * row, c3, first);
    put(to + 3 * row + 16, d3, first);
  }
}

/** Of one vector of each row. */
function weightedVector(to: usize, weights: usize, line: usize, matrix: usize, keys: i32, row: usize): void {
  for (let first = 0; first < keys; first += KEYS) {
    let c0 = f32x4.splat(0);
    let c1 = c0;
    let c2 = c0;
    let c3 = c0;
    let w0 = weights + ((<usize>first) << 2);
    const end = w0 + ((<usize>min(KEYS, keys - first)) << 2);
    for (; w0 < end; w0 += 4) {
      const values = v128.load(matrix);
      matrix += row;
      c0 = f32x4.add(c0, f32x4.mul(v128.load32_splat(w0), values));
      c1 = f32x4.add(c1, f32x4.mul(v128.load32_splat(w0 + line), values));
      c2 = f32x4.add(c2, f32x4.mul(v128.load32_splat(w0 + 2 * line), values));
      c3 = f32x4.add(c3, f32x4.mul(v128.load32_splat(w0 + 3 * line), values));
    }
    put(to, c0, first);
    put(to + row, c1, first);
    put(to + 2 * row, c2, first);
    put(to + 3 * row, c3, first);
  }
}

/** Puts the first sum of several, and adds the others to it. */
function put(to: usize, sum: v128, before: i32): void {
  v128.store(to, before ? f32x4.add(v128.load(to), sum) : sum);
}
