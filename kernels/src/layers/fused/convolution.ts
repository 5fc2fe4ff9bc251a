import type { Tensor, Tensor3D } from '@tensorflow/tfjs-core';
import { fused } from './operation.ts';

/** Short causal convolutions of tensors [B,T,C], whose weights lie side by side: [taps, parts·C]. */
export function fusedConvolution(parts: readonly Tensor3D[], weight: Tensor): Tensor3D[] {
  const [B, T, channels] = parts[0]!.shape;
  const [taps, weightRow] = weight.shape as [number, number];
  const sizes = { weightRow, B, T, taps, channels };
  const offset = (index: number): number => 4 * index * channels;
  return fused(
    [...parts, weight],
    ({ kernels, at, make }) => {
      const results = parts.map((part, index) => {
        const result = make(part.shape);
        kernels.convolve({ y: at(result), x: at(part), weight: at(weight) + offset(index), ...sizes });
        return result;
      });
      return { results, kept: [...parts, weight] };
    },
    ({ kernels, at, make, floats }, dys, kept) => {
      const dWeight = make(weight.shape);
      floats(at(dWeight), dWeight.size).fill(0);
      const matrix = kept.at(-1)!;
      const gradients = parts.map((part, index) => {
        const dx = make(part.shape);
        const given = { dy: at(dys[index]!), x: at(kept[index]!), weight: at(matrix) + offset(index) };
        kernels.convolveGradient({ dx: at(dx), dWeight: at(dWeight) + offset(index), ...given, ...sizes });
        return dx;
      });
      return [...gradients, dWeight];
    },
  ) as Tensor3D[];
}
