import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { fused } from './operation.ts';

/** x_t / max(z_tᵀq_t, least), where z_t is the sum of the features up to t; and z after the last token, [B,H,D]. */
export function fusedNormalizer(x: Tensor, features: Tensor4D, q: Tensor4D, least: number): [Tensor4D, Tensor3D] {
  const [B, H, T, size] = features.shape;
  const width = x.shape.at(-1)!;
  const sizes = { T, size, width, least };
  const heads = Array.from({ length: B * H }, (_, head) => head);
  const [wide, narrow, one] = [4 * T * width, 4 * T * size, 4 * size];
  return fused(
    [x, features, q],
    ({ kernels, at, make }) => {
      const [y, sums] = [make(x.shape), make([B, H, size])];
      const [toY, toSums, fromX, fromFeatures, fromQ] = [y, sums, x, features, q].map(at) as Five;
      for (const head of heads) {
        kernels.normalizeBySums({
          ...{ y: toY + head * wide, sums: toSums + head * one, x: fromX + head * wide },
          ...{ features: fromFeatures + head * narrow, q: fromQ + head * narrow, ...sizes },
        });
      }
      return { results: [y, sums], kept: [x, features, q] };
    },
    ({ kernels, at, make, scratch }, dys, kept) => {
      const gradients = [make(x.shape), make(features.shape), make(q.shape)];
      const [dx, dFeatures, dq, dy, dSums] = [...gradients, ...dys].map(at) as Five;
      const [fromX, fromFeatures, fromQ] = kept.map(at) as [number, number, number];
      const sums = scratch(size);
      for (const head of heads) {
        kernels.normalizeBySumsGradient({
          ...{ dx: dx + head * wide, dFeatures: dFeatures + head * narrow, dq: dq + head * narrow },
          ...{ dy: dy + head * wide, dSums: dSums + head * one, x: fromX + head * wide },
          ...{ features: fromFeatures + head * narrow, q: fromQ + head * narrow, ...sizes, sums },
        });
      }
      return gradients;
    },
  ) as [Tensor4D, Tensor3D];
}

type Five = [number, number, number, number, number];
