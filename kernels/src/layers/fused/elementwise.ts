import type { Tensor } from '@tensorflow/tfjs-core';
import { fused } from './operation.ts';

/** x Φ(x), in the approximation that `gelu` names. */
export function fusedGelu<X extends Tensor>(x: X): X {
  const [y] = fused(
    [x],
    ({ kernels, at, make }) => {
      const result = make(x.shape);
      kernels.geluOf({ y: at(result), x: at(x), count: x.size });
      return { results: [result], kept: [x] };
    },
    ({ kernels, at, make }, [dy], [input]) => {
      const dx = make(x.shape);
      kernels.geluGradient({ dx: at(dx), dy: at(dy!), x: at(input!), count: x.size });
      return [dx];
    },
  );
  return y as X;
}

/** elu(x) + 1 */
export function fusedPositive<X extends Tensor>(x: X): X {
  const [y] = fused(
    [x],
    ({ kernels, at, make }) => {
      const result = make(x.shape);
      kernels.positiveOf({ y: at(result), x: at(x), count: x.size });
      return { results: [result], kept: [result] };
    },
    ({ kernels, at, make }, [dy], [value]) => {
      const dx = make(x.shape);
      kernels.positiveGradient({ dx: at(dx), dy: at(dy!), y: at(value!), count: x.size });
      return [dx];
    },
  );
  return y as X;
}
