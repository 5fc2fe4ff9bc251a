import type { Tensor4D } from '@tensorflow/tfjs-core';
import { fused } from './operation.ts';

/** [B,H,T,D] → [B,H·count,T,D] */
export function fusedCopiedHeads(x: Tensor4D, count: number): Tensor4D {
  const [B, H, T, D] = x.shape;
  const [heads, size] = [B * H, T * D];
  const [y] = fused(
    [x],
    ({ kernels, at, make }) => {
      const result = make([B, H * count, T, D]);
      const [to, from] = [at(result), at(x)];
      for (let head = 0; head < heads; head++) {
        const place = head * size * BYTES;
        kernels.repeatRow({ to: to + count * place, from: from + place, rows: count, size });
      }
      return { results: [result], kept: [] };
    },
    ({ kernels, at, make }, [dy]) => {
      const dx = make(x.shape);
      const [to, from] = [at(dx), at(dy!)];
      for (let head = 0; head < heads; head++) {
        const place = head * size * BYTES;
        kernels.columnSums({ to: to + place, from: from + count * place, rows: count, size });
      }
      return [dx];
    },
  );
  return y as Tensor4D;
}

/** Of a float32. */
const BYTES = 4;
