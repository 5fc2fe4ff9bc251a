import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { fused } from './operation.ts';

/** x_t / max(z_tᵀq_t, least), where z_t is the sum of the features up to t; and z after the last token, [B,H,D]. */
export function fusedNormalizer(x: Tensor, features: Tensor4D, q: Tensor4D, least: number): [Tensor4D, Tensor3D] {
  const [B, H, T, size] = features.shape;
  const width = x.shape.at(-1)!;
  const sizes = { heads: B * H, T, size, width, least };
  return fused(
    [x, features, q],
    ({ kernels, at, make }) => {
      const [y, sums] = [make(x.shape), make([B, H, size])];
      const given = { x: at(x), features: at(features), q: at(q) };
      kernels.normalizeBySums({ y: at(y), sums: at(sums), ...given, ...sizes });
      return { results: [y, sums], kept: [x, features, q] };
    },
    ({ kernels, at, make, scratch }, [dy, dSums], kept) => {
      const gradients = [make(x.shape), make(features.shape), make(q.shape)] as const;
      const [dx, dFeatures, dq] = gradients.map(at) as [number, number, number];
      const [values, keys, queries] = kept.map(at) as [number, number, number];
      kernels.normalizeBySumsGradient({
        ...{ dx, dFeatures, dq, dy: at(dy!), dSums: at(dSums!) },
        ...{ x: values, features: keys, q: queries, ...sizes, sums: scratch(size) },
      });
      return [...gradients];
    },
  ) as [Tensor4D, Tensor3D];
}
