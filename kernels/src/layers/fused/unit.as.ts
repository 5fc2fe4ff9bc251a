import { rowProduct, wholeVectors } from './simd/sums.as';

/**
 * y = factor x / ‖x‖ for rows of x; ones shorter than 10⁻¹² are scaled as if they were as long.
 *
 * @param scales what each row is multiplied with
 */
export function unitRows(y: usize, x: usize, scales: usize, rows: i32, size: i32, factor: f32): void {
  const bytes = (<usize>size) << 2;
  for (let row = 0; row < rows; row++) {
    const scale = factor / Mathf.max(Mathf.sqrt(rowProduct(x, 0, x, 0, bytes)), 1e-12);
    store<f32>(scales, scale);
    combine(y, scale, x, 0, x, bytes);
    scales += 4;
    x += bytes;
    y += bytes;
  }
}

/**
 * dx = scale (dy − y (yᵀdy) / factor²): the part of dy across y, as the length does not change along it. That of a row that was
 * too short goes to 0 with it, as the square of its length.
 */
export function unitRowsGradient(
  dx: usize,
  dy: usize,
  y: usize,
  scales: usize,
  rows: i32,
  size: i32,
  factor: f32,
): void {
  const bytes = (<usize>size) << 2;
  for (let row = 0; row < rows; row++) {
    let scale = load<f32>(scales);
    const along = rowProduct(dy, 0, y, 0, bytes) / (factor * factor);
    if (scale >= factor / <f32>1e-12) scale *= rowProduct(y, 0, y, 0, bytes) / (factor * factor);
    combine(dx, scale, dy, -scale * along, y, bytes);
    scales += 4;
    dx += bytes;
    dy += bytes;
    y += bytes;
  }
}

/** to ← a x + b y */
function combine(to: usize, a: f32, x: usize, b: f32, y: usize, bytes: usize): void {
  const whole = wholeVectors(bytes);
  const left = f32x4.splat(a);
  const right = f32x4.splat(b);
  for (let at: usize = 0; at < whole; at += 16) {
    v128.store(to + at, f32x4.add(f32x4.mul(left, v128.load(x + at)), f32x4.mul(right, v128.load(y + at))));
  }
  for (let at = whole; at < bytes; at += 4) store<f32>(to + at, a * load<f32>(x + at) + b * load<f32>(y + at));
}
