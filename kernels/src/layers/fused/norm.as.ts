import { rowProduct, rowSum, wholeVectors } from './simd/sums.as';

/**
 * y = γ (x − mean) / √(variance + 10⁻⁵) + β for rows of x [rows,size].
 *
 * @param moments the mean of each row, and the factor with which its numbers are scaled
 */
export function normalizeRows(
  y: usize,
  x: usize,
  gamma: usize,
  beta: usize,
  moments: usize,
  rows: i32,
  size: i32,
): void {
  const bytes = (<usize>size) << 2;
  const whole = wholeVectors(bytes);
  const part = <f32>1 / <f32>size;
  for (let row = 0; row < rows; row++) {
    const mean = rowSum(x, bytes) * part;
    const scale = <f32>1 / Mathf.sqrt(rowProduct(x, mean, x, mean, bytes) * part + <f32>1e-5);
    store<f32>(moments, mean);
    store<f32>(moments, scale, 4);
    const centre = f32x4.splat(mean);
    const by = f32x4.splat(scale);
    for (let at: usize = 0; at < whole; at += 16) {
      const standard = f32x4.mul(f32x4.sub(v128.load(x + at), centre), by);
      v128.store(y + at, f32x4.add(f32x4.mul(standard, v128.load(gamma + at)), v128.load(beta + at)));
    }
    for (let at = whole; at < bytes; at += 4) {
      store<f32>(y + at, (load<f32>(x + at) - mean) * scale * load<f32>(gamma + at) + load<f32>(beta + at));
    }
    moments += 8;
    x += bytes;
    y += bytes;
  }
}

/**
 * Gradients of {@link normalizeRows}. With z the standardized row and g = γ dy: dx = scale (g − mean(g) − z mean(g z)), dγ = Σ dy z and
 * dβ = Σ dy.
 *
 * @param line a place for a row: g
 */
export function normalizeRowsGradient(
  dx: usize,
  dGamma: usize,
  dBeta: usize,
  dy: usize,
  x: usize,
  gamma: usize,
  moments: usize,
  rows: i32,
  size: i32,
  line: usize,
): void {
  const bytes = (<usize>size) << 2;
  const whole = wholeVectors(bytes);
  const part = <f32>1 / <f32>size;
  memory.fill(dGamma, 0, bytes);
  memory.fill(dBeta, 0, bytes);
  for (let row = 0; row < rows; row++) {
    const mean = load<f32>(moments);
    const scale = load<f32>(moments, 4);
    const centre = f32x4.splat(mean);
    const by = f32x4.splat(scale);
    for (let at: usize = 0; at < whole; at += 16) {
      const one = v128.load(dy + at);
      const standard = f32x4.mul(f32x4.sub(v128.load(x + at), centre), by);
      v128.store(dGamma + at, f32x4.add(v128.load(dGamma + at), f32x4.mul(one, standard)));
      v128.store(dBeta + at, f32x4.add(v128.load(dBeta + at), one));
      v128.store(line + at, f32x4.mul(one, v128.load(gamma + at)));
    }
    for (let at = whole; at < bytes; at += 4) {
      const one = load<f32>(dy + at);
      const standard = (load<f32>(x + at) - mean) * scale;
      store<f32>(dGamma + at, load<f32>(dGamma + at) + one * standard);
      store<f32>(dBeta + at, load<f32>(dBeta + at) + one);
      store<f32>(line + at, one * load<f32>(gamma + at));
    }
    const shift = rowSum(line, bytes) * part;
    const slope = rowProduct(line, 0, x, mean, bytes) * part * scale * scale;
    const less = f32x4.splat(shift);
    const along = f32x4.splat(slope);
    for (let at: usize = 0; at < whole; at += 16) {
      const across = f32x4.sub(
        f32x4.sub(v128.load(line + at), less),
        f32x4.mul(f32x4.sub(v128.load(x + at), centre), along),
      );
      v128.store(dx + at, f32x4.mul(by, across));
    }
    for (let at = whole; at < bytes; at += 4) {
      store<f32>(dx + at, scale * (load<f32>(line + at) - shift - (load<f32>(x + at) - mean) * slope));
    }
    moments += 8;
    x += bytes;
    dy += bytes;
    dx += bytes;
  }
}
