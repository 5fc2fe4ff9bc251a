import { addScaled, addVector } from './simd/rows.as';
import { rowProduct } from './simd/sums.as';

/**
 * y_t = x_t / max(z_tᵀq_t, least) of every head, where z_t is the sum of the features up to t.
 *
 * @param sums z after the last token of each head
 */
export function normalizeBySums(
  y: usize,
  sums: usize,
  x: usize,
  features: usize,
  q: usize,
  heads: i32,
  T: i32,
  size: i32,
  width: i32,
  least: f32,
): void {
  const bytes = (<usize>size) << 2;
  const row = (<usize>width) << 2;
  for (let head = 0; head < heads; head++) {
    memory.fill(sums, 0, bytes);
    for (let t = 0; t < T; t++) {
      addVector(sums, features, bytes);
      memory.fill(y, 0, row);
      addScaled(y, <f32>1 / Mathf.max(rowProduct(sums, 0, q, 0, bytes), least), x, row);
      x += row;
      y += row;
      features += bytes;
      q += bytes;
    }
    sums += bytes;
  }
}

/**
 * The gradients of {@link normalizeBySums}.
 *
 * @param dSums the gradients of z after the last tokens
 * @param sums a place for z
 */
export function normalizeBySumsGradient(
  dx: usize,
  dFeatures: usize,
  dq: usize,
  dy: usize,
  dSums: usize,
  x: usize,
  features: usize,
  q: usize,
  heads: i32,
  T: i32,
  size: i32,
  width: i32,
  least: f32,
  sums: usize,
): void {
  const bytes = (<usize>size) << 2;
  const row = (<usize>width) << 2;
  for (let head = 0; head < heads; head++) {
    memory.fill(sums, 0, bytes);
    memory.fill(dx, 0, row * <usize>T);
    memory.fill(dq, 0, bytes * <usize>T);
    memory.fill(dFeatures, 0, bytes * <usize>T);
    for (let t = 0; t < T; t++) {
      addVector(sums, features, bytes);
      const sum = rowProduct(sums, 0, q, 0, bytes);
      const scale = <f32>1 / Mathf.max(sum, least);
      addScaled(dx, scale, dy, row);
      if (!(sum < least)) {
        const slope = -rowProduct(dy, 0, x, 0, row) * scale * scale;
        addScaled(dq, slope, sums, bytes);
        addScaled(dFeatures, slope, q, bytes);
      }
      x += row;
      dx += row;
      dy += row;
      features += bytes;
      dFeatures += bytes;
      q += bytes;
      dq += bytes;
    }
    // A feature is in every later sum.
    memory.copy(sums, dSums, bytes);
    for (let t = 0; t < T; t++) {
      dFeatures -= bytes;
      addVector(sums, dFeatures, bytes);
      memory.copy(dFeatures, sums, bytes);
    }
    dFeatures += bytes * <usize>T;
    dSums += bytes;
  }
}
