import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { fused } from './operation.ts';

/** [B,T,H·size] → [B,H,T,size] */
export function fusedSplitHeads(x: Tensor, heads: number): Tensor4D {
  const [B, T, width] = x.shape as [number, number, number];
  return exchanged(x, [B, T, heads, width / heads], [B, heads, T, width / heads]) as Tensor4D;
}

/** [B,H,T,size] → [B,T,H·size] */
export function fusedMergeHeads(x: Tensor): Tensor3D {
  const [B, H, T, size] = x.shape as [number, number, number, number];
  return exchanged(x, [B, H, T, size], [B, T, H * size]) as Tensor3D;
}

function exchanged(x: Tensor, [outer, rows, columns, size]: readonly number[], shape: readonly number[]): Tensor {
  const sizes = { outer: outer!, size: size! };
  const [y] = fused(
    [x],
    ({ kernels, at, make }) => {
      const result = make(shape);
      kernels.exchangeAxes({ to: at(result), from: at(x), ...sizes, rows: rows!, columns: columns! });
      return { results: [result], kept: [] };
    },
    ({ kernels, at, make }, [dy]) => {
      const dx = make(x.shape);
      kernels.exchangeAxes({ to: at(dx), from: at(dy!), ...sizes, rows: columns!, columns: rows! });
      return [dx];
    },
  );
  return y!;
}
