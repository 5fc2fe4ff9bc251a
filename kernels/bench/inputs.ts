import { seededRandom } from '../src/random.ts';
import type { Extent } from './flops.ts';

/** Inputs of all operators for one shape, D = Dv. Queries and keys have unit length, as the delta rule wants. */
export interface AttentionArrays extends Extent {
  /** [B,H,T,D] */
  readonly q: Float32Array;
  readonly k: Float32Array;
  readonly v: Float32Array;
  /** Length 1/√D. */
  readonly u: Float32Array;
}

export function attentionArrays(extent: Extent, seed: number): AttentionArrays {
  const random = seededRandom(seed);
  const { B, H, T, D } = extent;
  const rows = (length: number): Float32Array => {
    const data = random.fillNormal(new Float32Array(B * H * T * D));
    for (let start = 0; start < data.length; start += D) {
      const row = data.subarray(start, start + D);
      const scale = length / Math.hypot(...row);
      for (let i = 0; i < D; i++) row[i]! *= scale;
    }
    return data;
  };
  return { ...extent, q: rows(1), k: rows(1), v: rows(Math.sqrt(D)), u: rows(1 / Math.sqrt(D)) };
}

/** Queries or keys as an operator takes them: linear attention divides by zᵀq, so its features have to be positive. */
export function positiveFor(operator: string, data: Float32Array): Float32Array {
  return operator === 'linear' ? data.map(Math.abs) : data;
}
