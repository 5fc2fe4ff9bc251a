import {
  add,
  cumsum,
  customGrad,
  div,
  elu,
  matMul,
  maximum,
  mean,
  mul,
  reshape,
  rsqrt,
  sqrt,
  square,
  sub,
  sum,
  transpose,
} from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';

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

/**
 * a b of matrices [M,K] and [K,N]. Its gradient multiplies by transposes that are made first, because matMul's own flags
 * for them take the WebAssembly backend off its fast path.
 */
export function product(a: Tensor2D, b: Tensor2D): Tensor2D {
  const operation = customGrad((...inputs) => {
    const [left, right, save] = inputs as unknown as [Tensor2D, Tensor2D, (tensors: Tensor[]) => void];
    save([left, right]);
    return {
      value: matMul(left, right),
      gradFunc: (dy: Tensor, [a, b]: Tensor[]) => [
        matMul(dy as Tensor2D, transpose(b as Tensor2D)),
        matMul(transpose(a as Tensor2D), dy as Tensor2D),
      ],
    };
  });
  return operation(a, b) as Tensor2D;
}

/** x W with a matrix for every head: [B,H,T,D] times [H,D,N] is [B,H,T,N]. */
export function multiplyPerHead(x: Tensor4D, weight: Tensor): Tensor4D {
  const [B, H, T, D] = x.shape;
  // tfjs multiplies with a broadcast weight too, but has no gradient for that.
  const rows = reshape(transpose(x, [1, 0, 2, 3]), [H, B * T, D]);
  const product = matMul(rows, weight);
  return transpose(reshape(product, [H, B, T, weight.shape[2]!]), [1, 0, 2, 3]);
}

/** elu(x) + 1: positive, as linear attention needs it. */
export function positiveFeatures<X extends Tensor>(x: X): X {
  return add(elu(x), 1);
}

/** Vectors along the last axis, scaled to length 1; ones shorter than 1e-12 stay short. */
export function unitLength<X extends Tensor>(x: X): X {
  // The square is bounded, not the root: the root has no derivative at 0.
  return div(x, sqrt(maximum(sum(square(x), -1, true), 1e-24)));
}

/** Mean 0 and variance 1 along the last axis, then scale and shift. */
export function layerNormalize<X extends Tensor>(x: X, { gamma, beta }: { gamma: Tensor; beta: Tensor }): X {
  const centred = sub(x, mean(x, -1, true));
  const deviation = rsqrt(add(mean(square(centred), -1, true), 1e-5));
  return add(mul(mul(centred, deviation), gamma), beta);
}

/** Σ_{s≤t} x_s along an axis. tfjs's own gradient of cumsum has its axes exchanged unless the axis is the last. */
export function runningSum<X extends Tensor>(x: X, axis: number): X {
  const operation = customGrad((input) => ({
    value: cumsum(input as X, axis),
    gradFunc: (dy: Tensor) => cumsum(dy, axis, false, true),
  }));
  return operation(x) as X;
}
