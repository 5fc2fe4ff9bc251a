import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { fused } from './operation.ts';

/** x W with a matrix for every head: [B,H,T,D] times [H,D,N] is [B,H,T,N]. */
export function fusedPerHead(x: Tensor4D, weight: Tensor): Tensor4D {
  const [B, H, T, D] = x.shape;
  const N = weight.shape[2]!;
  const counts = { batches: B, heads: H };
  const [of, by] = [
    { aRow: D, aBatch: H * T * D, aHead: T * D },
    { bRow: N, bBatch: 0, bHead: D * N },
  ];
  const [y] = fused(
    [x, weight],
    ({ kernels, at, make, scratch }) => {
      const result = make([B, H, T, N]);
      kernels.productsPerHead({
        ...{ ...counts, M: T, N, K: D },
        ...{ a: at(x), transposeA: 0, ...of, b: at(weight), transposeB: 0, ...by },
        ...{ c: at(result), cBatch: H * T * N, cHead: T * N, scratch: scratch(kernels.productScratch({}) / 4) },
      });
      return { results: [result], kept: [x, weight] };
    },
    ({ kernels, at, make, scratch }, [dy], [input, matrix]) => {
      const [dx, dW] = [make(x.shape), make(weight.shape)];
      const place = scratch(kernels.productScratch({}) / 4);
      const above = { aRow: N, aBatch: H * T * N, aHead: T * N };
      kernels.productsPerHead({
        ...{ ...counts, M: T, N: D, K: N },
        ...{ a: at(dy!), transposeA: 0, ...above, b: at(matrix!), transposeB: 1, ...by },
        ...{ c: at(dx), cBatch: H * T * D, cHead: T * D, scratch: place },
      });
      kernels.productsPerHead({
        ...{ ...counts, M: D, N, K: T },
        ...{ a: at(input!), transposeA: 1, ...of },
        ...{ b: at(dy!), transposeB: 0, bRow: N, bBatch: H * T * N, bHead: T * N },
        ...{ c: at(dW), cBatch: 0, cHead: D * N, scratch: place },
      });
      return [dx, dW];
    },
  );
  return y as Tensor4D;
}
