import { exponential } from '../../../ops/wasm/simd/exponential.as';

/** 1 / (1 + e⁻ˣ) */
export function sigmoid(x: v128): v128 {
  const power = exponential(f32x4.neg(f32x4.abs(x)));
  const one = f32x4.splat(1);
  const above = v128.bitselect(one, power, f32x4.ge(x, f32x4.splat(0)));
  return f32x4.div(above, f32x4.add(one, power));
}

/** x sigmoid(2z), where z = √(2/π) (x + 0.044715 x³): see `gelu`. */
export function gelu(x: v128): v128 {
  return f32x4.mul(x, sigmoid(f32x4.mul(x, argument(x, 0.0713548162726))));
}

/** Its slope: gate + x gate (1 − gate) 2z'. */
export function geluSlope(x: v128): v128 {
  const gate = sigmoid(f32x4.mul(x, argument(x, 0.0713548162726)));
  const steep = f32x4.mul(f32x4.mul(x, f32x4.sub(f32x4.splat(1), gate)), argument(x, 0.2140644488178));
  return f32x4.mul(gate, f32x4.add(f32x4.splat(1), steep));
}

/** 2√(2/π) + cubic x² */
function argument(x: v128, cubic: f32): v128 {
  return f32x4.add(f32x4.mul(f32x4.mul(x, x), f32x4.splat(cubic)), f32x4.splat(1.5957691216057));
}

/** elu(x) + 1 */
export function positive(x: v128): v128 {
  const zero = f32x4.splat(0);
  return f32x4.add(f32x4.max(x, zero), exponential(f32x4.min(x, zero)));
}
