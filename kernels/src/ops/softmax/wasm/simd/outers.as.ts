/**
 * M ← M + Wᵀ X: the first `keys` rows of a matrix [keys,width] get four rows of X, weighted.
 *
 * @param line bytes between the rows of weights
 * @param width a multiple of 4
 */
export function addOuters(
  matrix: usize,
  weights: usize,
  line: usize,
  x0: usize,
  x1: usize,
  x2: usize,
  x3: usize,
  keys: i32,
  width: i32,
): void {
  const row = (<usize>width) << 2;
  let at: usize = 0;
  for (; at + 32 <= row; at += 32) addPair(matrix + at, weights, line, x0 + at, x1 + at, x2 + at, x3 + at, keys, row);
  if (at < row) addVector(matrix + at, weights, line, x0 + at, x1 + at, x2 + at, x3 + at, keys, row);
}

/** Of two vectors of each row. */
function addPair(
  place: usize,
  weights: usize,
  line: usize,
  x0: usize,
  x1: usize,
  x2: usize,
  x3: usize,
  keys: i32,
  row: usize,
): void {
  const a0 = v128.load(x0);
  const a1 = v128.load(x1);
  const a2 = v128.load(x2);
  const a3 = v128.load(x3);
  const b0 = v128.load(x0, 16);
  const b1 = v128.load(x1, 16);
  const b2 = v128.load(x2, 16);
  const b3 = v128.load(x3, 16);
  const end = weights + ((<usize>keys) << 2);
  for (; weights < end; weights += 4) {
    const w0 = v128.load32_splat(weights);
    const w1 = v128.load32_splat(weights + line);
    const w2 = v128.load32_splat(weights + 2 * line);
    const w3 = v128.load32_splat(weights + 3 * line);
    const left = f32x4.add(f32x4.mul(w0, a0), f32x4.mul(w1, a1));
    const right = f32x4.add(f32x4.mul(w2, a2), f32x4.mul(w3, a3));
    v128.store(place, f32x4.add(v128.load(place), f32x4.add(left, right)));
    const low = f32x4.add(f32x4.mul(w0, b0), f32x4.mul(w1, b1));
    const high = f32x4.add(f32x4.mul(w2, b2), f32x4.mul(w3, b3));
    v128.store(place, f32x4.add(v128.load(place, 16), f32x4.add(low, high)), 16);
    place += row;
  }
}

/** Of one vector of each row. */
function addVector(
  place: usize,
  weights: usize,
  line: usize,
  x0: usize,
  x1: usize,
  x2: usize,
  x3: usize,
  keys: i32,
  row: usize,
): void {
  const a0 = v128.load(x0);
  const a1 = v128.load(x1);
  const a2 = v128.load(x2);
  const a3 = v128.load(x3);
  const end = weights + ((<usize>keys) << 2);
  for (; weights < end; weights += 4) {
    const w0 = v128.load32_splat(weights);
    const w1 = v128.load32_splat(weights + line);
    const w2 = v128.load32_splat(weights + 2 * line);
    const w3 = v128.load32_splat(weights + 3 * line);
    const left = f32x4.add(f32x4.mul(w0, a0), f32x4.mul(w1, a1));
    const right = f32x4.add(f32x4.mul(w2, a2), f32x4.mul(w3, a3));
    v128.store(place, f32x4.add(v128.load(place), f32x4.add(left, right)));
    place += row;
  }
}
