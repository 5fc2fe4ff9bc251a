import { add, div, elu, maximum, mean, mul, norm, reshape, rsqrt, square, sub, transpose } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';

/** [B,T,H·size] → [B,H,T,size] */
export function splitHeads(x: Tensor, heads: number): Tensor4D {
  const [B, T, width] = x.shape;
  return transpose(reshape(x, [B, T, heads, width / heads]), [0, 2, 1, 3]);
}

/** [B,H,T,size] → [B,T,H·size] */
export function mergeHeads(x: Tensor): Tensor3D {
  const [B, H, T, size] = x.shape;
  return reshape(transpose(x, [0, 2, 1, 3]), [B, T, H * size]);
}

/** elu(x) + 1: positive, as linear attention needs it. */
export function positiveFeatures<X extends Tensor>(x: X): X {
  return add(elu(x), 1);
}

/** Vectors along the last axis, scaled to length 1; ones shorter than 1e-12 stay short. */
export function unitLength<X extends Tensor>(x: X): X {
  return div(x, maximum(norm(x, 'euclidean', -1, true), 1e-12));
}

/** Mean 0 and variance 1 along the last axis, then scale and shift. */
export function layerNormalize<X extends Tensor>(x: X, { gamma, beta }: { gamma: Tensor; beta: Tensor }): X {
  const centred = sub(x, mean(x, -1, true));
  const deviation = rsqrt(add(mean(square(centred), -1, true), 1e-5));
  return add(mul(mul(centred, deviation), gamma), beta);
}
