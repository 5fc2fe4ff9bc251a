import { exponential } from '../../ops/wasm/simd/exponential.as';
import { total } from '../../ops/wasm/simd/vectors.as';

/**
 * The probabilities eˣ⁻ᵐ / Σ eˣ⁻ᵐ of logits [rows,size], where m is the largest of a row, and what the loss of a row is made of: log Σ eˣ⁻ᵐ
 * and m less the logit of the row's target.
 *
 * @param parts two numbers for each row: the sum, and the difference
 */
export function rowProbabilities(to: usize, parts: usize, logits: usize, targets: usize, rows: i32, size: i32): void {
  const bytes = (<usize>size) << 2;
  const whole = bytes & ~15;
  for (let row = 0; row < rows; row++) {
    let most = load<f32>(logits);
    for (let at: usize = 4; at < bytes; at += 4) most = Mathf.max(most, load<f32>(logits + at));
    const largest = f32x4.splat(most);
    let sums = f32x4.splat(0);
    for (let at: usize = 0; at < whole; at += 16) {
      const power = exponential(f32x4.sub(v128.load(logits + at), largest));
      v128.store(to + at, power);
      sums = f32x4.add(sums, power);
    }
    let sum = total(sums);
    for (let at = whole; at < bytes; at += 4) {
      const power = f32x4.extract_lane(exponential(f32x4.splat(load<f32>(logits + at) - most)), 0);
      store<f32>(to + at, power);
      sum += power;
    }
    scaleRow(to, to, <f32>1 / sum, bytes);
    store<f32>(parts, sum);
    store<f32>(parts, most - load<f32>(logits + ((<usize>load<i32>(targets)) << 2)), 4);
    to += bytes;
    logits += bytes;
    targets += 4;
    parts += 8;
  }
}

/** Its gradient for a loss that is the sum of the rows' times `scale`: what is likely, less what is right. */
export function rowProbabilitiesGradient(
  dLogits: usize,
  likely: usize,
  targets: usize,
  rows: i32,
  size: i32,
  scale: f32,
): void {
  const bytes = (<usize>size) << 2;
  for (let row = 0; row < rows; row++) {
    scaleRow(dLogits, likely, scale, bytes);
    const target = dLogits + ((<usize>load<i32>(targets)) << 2);
    store<f32>(target, load<f32>(target) - scale);
    dLogits += bytes;
    likely += bytes;
    targets += 4;
  }
}

function scaleRow(to: usize, from: usize, scale: f32, bytes: usize): void {
  const whole = bytes & ~15;
  const by = f32x4.splat(scale);
  for (let at: usize = 0; at < whole; at += 16) v128.store(to + at, f32x4.mul(v128.load(from + at), by));
  for (let at = whole; at < bytes; at += 4) store<f32>(to + at, load<f32>(from + at) * scale);
}
