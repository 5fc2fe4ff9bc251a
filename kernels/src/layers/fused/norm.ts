import type { Tensor } from '@tensorflow/tfjs-core';
import { fused } from './operation.ts';

/** Mean 0 and variance 1 along the last axis, then scale and shift. */
export function fusedNormalization<X extends Tensor>(x: X, gamma: Tensor, beta: Tensor): X {
  const size = x.shape.at(-1)!;
  const rows = x.size / size;
  const [y] = fused(
    [x, gamma, beta],
    ({ kernels, at, make }) => {
      const [result, moments] = [make(x.shape), make([rows, 2])];
      const weights = { gamma: at(gamma), beta: at(beta) };
      kernels.normalizeRows({ y: at(result), x: at(x), ...weights, moments: at(moments), rows, size });
      return { results: [result], kept: [x, gamma, moments] };
    },
    ({ kernels, at, make, scratch }, [dy], [input, scale, moments]) => {
      const gradients = [make(x.shape), make(gamma.shape), make(beta.shape)] as const;
      const [dx, dGamma, dBeta] = gradients.map(at) as [number, number, number];
      const given = { dy: at(dy!), x: at(input!), gamma: at(scale!), moments: at(moments!) };
      kernels.normalizeRowsGradient({ dx, dGamma, dBeta, ...given, rows, size, line: scratch(size) });
      return [...gradients];
    },
  );
  return y as X;
}
