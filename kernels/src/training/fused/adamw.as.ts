/**
 * A step of AdamW for some weights; see the class of that name. The moments are updated in place.
 *
 * @param to where the new weights go
 * @param meanPart 1 / (1 − β₁ᵗ), and variancePart the same of β₂
 */
export function adamwStep(
  to: usize,
  weights: usize,
  gradient: usize,
  mean: usize,
  variance: usize,
  count: i32,
  beta1: f32,
  beta2: f32,
  rest1: f32,
  rest2: f32,
  meanPart: f32,
  variancePart: f32,
  epsilon: f32,
  decay: f32,
  rate: f32,
): void {
  const end = (<usize>count) << 2;
  const whole = end & ~15;
  for (let at: usize = 0; at < whole; at += 16) {
    const g = v128.load(gradient + at);
    const w = v128.load(weights + at);
    const m = f32x4.add(f32x4.mul(v128.load(mean + at), f32x4.splat(beta1)), f32x4.mul(g, f32x4.splat(rest1)));
    const square = f32x4.mul(f32x4.mul(g, g), f32x4.splat(rest2));
    const s = f32x4.add(f32x4.mul(v128.load(variance + at), f32x4.splat(beta2)), square);
    v128.store(mean + at, m);
    v128.store(variance + at, s);
    const spread = f32x4.add(f32x4.sqrt(f32x4.mul(s, f32x4.splat(variancePart))), f32x4.splat(epsilon));
    const direction = f32x4.div(f32x4.mul(m, f32x4.splat(meanPart)), spread);
    const change = f32x4.add(direction, f32x4.mul(f32x4.splat(decay), w));
    v128.store(to + at, f32x4.sub(w, f32x4.mul(change, f32x4.splat(rate))));
  }
  for (let at = whole; at < end; at += 4) {
    const g = load<f32>(gradient + at);
    const w = load<f32>(weights + at);
    const m = load<f32>(mean + at) * beta1 + g * rest1;
    const s = load<f32>(variance + at) * beta2 + g * g * rest2;
    store<f32>(mean + at, m);
    store<f32>(variance + at, s);
    const direction = (m * meanPart) / (Mathf.sqrt(s * variancePart) + epsilon);
    store<f32>(to + at, w - (direction + decay * w) * rate);
  }
}
