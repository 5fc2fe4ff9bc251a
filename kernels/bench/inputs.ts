import { operators } from '../src/operators.ts';
import type { Operator, OperatorName } from '../src/operators.ts';
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

/** Whether an operator's queries and keys are features: linear attention divides by zᵀq, so they have to be positive. */
export function takesFeatures(operator: OperatorName): boolean {
  const { example }: Operator = operators[operator];
  return example.inputs['q'] === 'positive';
}

/** Queries or keys as an operator takes them. */
export function positiveFor(operator: OperatorName, data: Float32Array): Float32Array {
  return takesFeatures(operator) ? data.map(Math.abs) : data;
}
