import type { Tensor } from '@tensorflow/tfjs-core';
import type { Bench } from './operation.ts';
import { fused } from './operation.ts';

/** How a weight is stored, and what is added. */
export interface DenseOptions {
  /** The weight is [N,K], not [K,N]. */
  readonly transposed?: boolean;
  /** [N] */
  readonly bias?: Tensor;
}

/** x W + b for the vectors along the last axis of x: [...,K] → [...,N]. */
export function fusedDense(x: Tensor, weight: Tensor, { transposed = false, bias }: DenseOptions): Tensor {
  const [K, N] = transposed ? [weight.shape[1]!, weight.shape[0]!] : [weight.shape[0]!, weight.shape[1]!];
  const M = x.size / K;
  const shape = [...x.shape.slice(0, -1), N];
  const bRow = transposed ? K : N;
  const [y] = fused(
    bias ? [x, weight, bias] : [x, weight],
    (bench) => {
      const { kernels, at, make } = bench;
      const result = make(shape);
      const c = at(result);
      if (bias) kernels.repeatRow({ to: c, from: at(bias), rows: M, size: N });
      const a = { a: at(x), aRow: K, transposeA: 0 };
      const b = { b: at(weight), bRow, transposeB: Number(transposed) };
      product(bench, { M, N, K, ...a, ...b, c, cRow: N, accumulate: Number(bias !== undefined) });
      return { results: [result], kept: [x, weight] };
    },
    (bench, [dy], [input, matrix]) => {
      const { kernels, at, make } = bench;
      const [dx, dW] = [make(x.shape), make(weight.shape)];
      const above = { a: at(dy!), aRow: N };
      const left = { b: at(matrix!), bRow, transposeB: Number(!transposed) };
      product(bench, { M, N: K, K: N, ...above, transposeA: 0, ...left, c: at(dx), cRow: K, accumulate: 0 });
      const below = { b: at(input!), bRow: K, transposeB: 0 };
      const first = { a: at(input!), aRow: K, transposeA: 1 };
      const second = { b: at(dy!), bRow: N, transposeB: 0 };
      const sizes = transposed ? { M: N, N: K, ...above, transposeA: 1, ...below } : { M: K, N, ...first, ...second };
      product(bench, { ...sizes, K: M, c: at(dW), cRow: bRow, accumulate: 0 });
      if (!bias) return [dx, dW];
      const db = make(bias.shape);
      kernels.columnSums({ to: at(db), from: at(dy!), rows: M, size: N });
      return [dx, dW, db];
    },
  );
  return y!;
}

type Product = Omit<Parameters<Bench['kernels']['matrixProduct']>[0], 'scratch'>;

/** A product of matrices with the place that it needs beside them. */
export function product({ kernels, scratch }: Bench, matrices: Product): void {
  kernels.matrixProduct({ ...matrices, scratch: scratch(kernels.productScratch({}) / 4) });
}
