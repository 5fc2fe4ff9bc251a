import { norm } from '../../../math/vector.ts';
import { emptyTensor, rowOf } from '../../../ops/host/heads.ts';
import type { Numbers } from './types.ts';

/** Vectors along the last axis, scaled to this length; ones shorter than 1e-12 stay short. */
export function unitLength(x: Numbers, length = 1): Numbers {
  const result = emptyTensor(...x.shape);
  for (let row = 0; row < x.data.length / x.shape.at(-1)!; row++) {
    const vector = rowOf(x, row);
    const scale = length / Math.max(norm(vector), 1e-12);
    rowOf(result, row).set(vector.map((value) => scale * value));
  }
  return result;
}
