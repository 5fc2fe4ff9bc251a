import type { SourceTensors } from '../../../layers/source/weights.ts';
import { rowOf } from '../../../ops/host/heads.ts';
import type { Numbers } from './types.ts';

/** x Wᵀ, and + b where the file has one, of the vectors along the last axis: [...,inner] → [...,outer], W being [outer,inner]. */
export function linear(x: Numbers, weights: SourceTensors, name: string): Numbers {
  const matrix = weights[`${name}.weight`]!;
  const bias = weights[`${name}.bias`]?.data;
  const [outer, inner] = matrix.shape as [number, number];
  const rows = x.data.length / inner;
  const data = new Float64Array(rows * outer);
  for (let row = 0; row < rows; row++) {
    const vector = rowOf(x, row);
    for (let i = 0; i < outer; i++) {
      let sum = bias?.[i] ?? 0;
      for (let j = 0; j < inner; j++) sum += matrix.data[i * inner + j]! * vector[j]!;
      data[row * outer + i] = sum;
    }
  }
  return { shape: [...x.shape.slice(0, -1), outer], data };
}
