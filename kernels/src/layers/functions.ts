import {
  add,
  cumsum,
  customGrad,
  div,
  elu,
  expandDims,
  matMul,
  maximum,
  mean,
  mul,
  reshape,
  rsqrt,
  slice,
  sqrt,
  square,
  squeeze,
  sub,
  sum,
  tile,
  transpose,
} from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { fusedCopiedHeads } from './fused/copied.ts';
import { fusedDense } from './fused/dense.ts';
import type { DenseOptions } from './fused/dense.ts';
import { fusedPositive } from './fused/elementwise.ts';
import { fusedMergeHeads, fusedSplitHeads } from './fused/heads.ts';
import { fusedNormalization } from './fused/norm.ts';
import { fusedNormalizer } from './fused/normalizer.ts';
import { canFuse } from './fused/operation.ts';
import { fusedPerHead } from './fused/perHead.ts';
import { fusedUnitLength } from './fused/unit.ts';

/** [B,T,H·size] → [B,H,T,size] */
export function splitHeads(x: Tensor, heads: number): Tensor4D {
  if (canFuse(x)) return fusedSplitHeads(x, heads);
  const [B, T, width] = x.shape;
  return transpose(reshape(x, [B, T, heads, width / heads]), [0, 2, 1, 3]);
}

/** [B,H,T,size] → [B,T,H·size] */
export function mergeHeads(x: Tensor): Tensor3D {
  if (canFuse(x)) return fusedMergeHeads(x);
  const [B, H, T, size] = x.shape;
  return reshape(transpose(x, [0, 2, 1, 3]), [B, T, H * size]);
}

/** `count` copies of each head, side by side: [B,H,T,D] → [B,H·count,T,D]. */
export function copyHeads(x: Tensor4D, count: number): Tensor4D {
  if (canFuse(x)) return fusedCopiedHeads(x, count);
  const [B, H, T, D] = x.shape;
  // In three axes: tile has no gradient in five.
  return reshape(tile(reshape(x, [B * H, 1, T * D]), [1, count, 1]), [B, H * count, T, D]);
}

/** x W, and + b where there is a bias, for the vectors along the last axis of x: [...,K] → [...,N]. */
export function dense(x: Tensor, weight: Tensor, options: DenseOptions = {}): Tensor {
  const { transposed = false, bias } = options;
  if (canFuse(x, weight, ...(bias ? [bias] : []))) return fusedDense(x, weight, options);
  const matrix = (transposed ? transpose(weight) : weight) as Tensor2D;
  const [K, N] = matrix.shape;
  const rows = product(reshape(x, [-1, K]), matrix);
  return reshape(bias ? add(rows, bias) : rows, [...x.shape.slice(0, -1), N]);
}

/**
 * a b of matrices [M,K] and [K,N]. Its gradient multiplies by transposes that are made first, because matMul's own flags
 * for them take the WebAssembly backend off its fast path.
 */
function product(a: Tensor2D, b: Tensor2D): Tensor2D {
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
  if (canFuse(x, weight)) return fusedPerHead(x, weight);
  const [B, H, T, D] = x.shape;
  // tfjs multiplies with a broadcast weight too, but has no gradient for that.
  const rows = reshape(transpose(x, [1, 0, 2, 3]), [H, B * T, D]);
  const product = matMul(rows, weight);
  return transpose(reshape(product, [H, B, T, weight.shape[2]!]), [1, 0, 2, 3]);
}

/** elu(x) + 1: positive, as linear attention needs it. */
export function positiveFeatures<X extends Tensor>(x: X): X {
  return canFuse(x) ? fusedPositive(x) : add(elu(x), 1);
}

/**
 * Vectors along the last axis, scaled to length 1, or to another; ones shorter than 1e-12 stay short, and their gradient goes to 0 with
 * them, as the square of their length: there is none at zero.
 */
export function unitLength<X extends Tensor>(x: X, factor = 1): X {
  if (canFuse(x)) return fusedUnitLength(x, factor);
  const unit = differentiable(x, (input) => {
    const length = sqrt(sum(square(input), -1, true));
    const least = maximum(length, 1e-12);
    return {
      value: div(input, least),
      saved: [length, least],
      // The part of dy across y, as the length does not change along it.
      gradient: (dy, y, [norm, divisor]) => {
        const across = sub(dy, mul(y, sum(mul(dy, y), -1, true)));
        return mul(div(across, divisor), square(div(norm, divisor)));
      },
    };
  });
  return factor === 1 ? unit : mul(unit, factor);
}

/** Mean 0 and variance 1 along the last axis, then scale and shift. */
export function layerNormalize<X extends Tensor>(x: X, { gamma, beta }: { gamma: Tensor; beta: Tensor }): X {
  if (canFuse(x, gamma, beta)) return fusedNormalization(x, gamma, beta);
  const standardized = differentiable(x, (input) => {
    const centred = sub(input, mean(input, -1, true));
    const scale = rsqrt(add(mean(square(centred), -1, true), 1e-5));
    return {
      value: mul(centred, scale),
      saved: [scale],
      gradient: (dy, y, [factor]) => mul(factor, sub(sub(dy, mean(dy, -1, true)), mul(y, mean(mul(dy, y), -1, true)))),
    };
  });
  return add(mul(standardized, gamma), beta);
}

/** What a function gives, what its gradient needs beside the value, and the gradient. */
interface Differentiable {
  readonly value: Tensor;
  readonly saved: readonly Tensor[];
  readonly gradient: (dy: Tensor, value: Tensor, saved: Tensor[]) => Tensor;
}

/**
 * A function of one tensor with its gradient in closed form: tfjs's own, operation by operation, takes two or three
 * times as many kernels, and a small model's step takes as long as it has kernels to start.
 */
export function differentiable<X extends Tensor>(x: X, define: (x: Tensor) => Differentiable): X {
  const operation = customGrad((...inputs) => {
    const [input, save] = inputs as unknown as [Tensor, (tensors: Tensor[]) => void];
    const { value, saved, gradient } = define(input);
    save([value, ...saved]);
    return { value, gradFunc: (dy: Tensor, [y, ...kept]: Tensor[]) => gradient(dy, y, kept) };
  });
  return operation(x) as X;
}

/** Σ_{s≤t} x_s along an axis. tfjs's own gradient of cumsum has its axes exchanged unless the axis is the last. */
export function runningSum<X extends Tensor>(x: X, axis: number): X {
  return differentiable(x, (input) => ({
    value: cumsum(input, axis),
    saved: [],
    gradient: (dy) => cumsum(dy, axis, false, true),
  }));
}

/**
 * x_t / max(z_tᵀq_t, least) with the sum z_t of the features up to t, which continues an earlier one [B,H,D]; and z after the last
 * token.
 */
export function normalizeBySums(
  x: Tensor,
  { features, q, earlier, least = 1e-6 }: { features: Tensor4D; q: Tensor4D; earlier?: Tensor3D; least?: number },
): [Tensor4D, Tensor3D] {
  if (!earlier && canFuse(x, features, q)) return fusedNormalizer(x, features, q, least);
  const own = runningSum(features, 2);
  const sums = earlier ? add<Tensor4D>(own, expandDims(earlier, 2)) : own;
  const last = squeeze(slice(sums, [0, 0, sums.shape[2] - 1, 0], [-1, -1, 1, -1]), [2]) as Tensor3D;
  return [div(x, maximum(sum(mul(sums, q), -1, true), least)), last];
}
