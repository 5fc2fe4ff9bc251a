import type { SourceTensors } from '../../../layers/source/weights.ts';
import { emptyTensor, rowOf } from '../../../ops/host/heads.ts';
import type { Numbers } from './types.ts';

/** What is added to a variance. */
const EPSILON = 1e-5;

/** Mean 0 and variance 1 along the last axis, then scale and shift. */
export function layerNorm(x: Numbers, weights: SourceTensors, name: string): Numbers {
  const [gamma, beta] = ['weight', 'bias'].map((part) => weights[`${name}.${part}`]!.data);
  const size = gamma!.length;
  const result = emptyTensor(...x.shape);
  for (let row = 0; row < x.data.length / size; row++) {
    const vector = rowOf(x, row);
    const mean = vector.reduce((total, value) => total + value, 0) / size;
    const variance = vector.reduce((total, value) => total + (value - mean) ** 2, 0) / size;
    const scale = 1 / Math.sqrt(variance + EPSILON);
    rowOf(result, row).set(vector.map((value, i) => (value - mean) * scale * gamma![i]! + beta![i]!));
  }
  return result;
}
