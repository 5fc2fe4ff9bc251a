import type { Tensor } from '@tensorflow/tfjs-core';
import { fused } from './operation.ts';

/** Vectors along the last axis, scaled to the length `factor`. */
export function fusedUnitLength<X extends Tensor>(x: X, factor: number): X {
  const size = x.shape.at(-1)!;
  const rows = x.size / size;
  const [y] = fused(
    [x],
    ({ kernels, at, make }) => {
      const [result, scales] = [make(x.shape), make([rows])];
      kernels.unitRows({ y: at(result), x: at(x), scales: at(scales), rows, size, factor });
      return { results: [result], kept: [result, scales] };
    },
    ({ kernels, at, make }, [dy], [value, scales]) => {
      const dx = make(x.shape);
      const given = { dy: at(dy!), y: at(value!), scales: at(scales!) };
      kernels.unitRowsGradient({ dx: at(dx), ...given, rows, size, factor });
      return [dx];
    },
  );
  return y as X;
}
