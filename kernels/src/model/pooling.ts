import { add, cumsum, customGrad, expandDims, mul, reshape, sum, tensor } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../errors.ts';
import { maskOf } from '../layers/padding.ts';
import type { Standing } from '../layers/padding.ts';
import type { Places } from '../ops/call/padding.ts';
import type { TransformerState } from './state.ts';

/** Where a mean over time stands: the sum [B,D] of so many vectors. */
export interface PooledBefore extends Standing {
  readonly pooled: Tensor2D;
}

/** Where the mean of a state stands; null before the first token. */
export function pooledBefore(state: TransformerState | undefined): PooledBefore | null {
  if (!state) return null;
  const { pooled, step, steps } = state;
  if (!pooled) throw new ArgumentError('state', 'has no "pooled"; expected that of a model that pools by the mean');
  return { pooled, step, ...(steps && { steps }) };
}

/** At each position the mean of the vectors up to it, those before them included: [B,T,D]. */
export function meansSoFar(rows: Tensor3D, before: PooledBefore | null): Tensor3D {
  const sums = sumsSoFar(rows);
  const all = before ? add(sums, expandDims(before.pooled, 1)) : sums;
  return mul(all, shares(rows.shape[1], before)) as Tensor3D;
}

/** At each position the sum of the vectors up to it. TensorFlow.js's own gradient of it turns axes around. */
const sumsSoFar = customGrad((x) => ({
  value: cumsum(x as Tensor, 1),
  // A vector is in the sums at its position and at all after it.
  gradFunc: (dy: Tensor) => cumsum(dy, 1, false, true),
}));

/** The sum [B,D] of the vectors of all tokens, and of those before them. */
export function sumAfter(rows: Tensor3D, before: PooledBefore | null, places: Places | null): Tensor2D {
  const [B, T] = rows.shape;
  const tokens = places ? mul(rows, reshape(maskOf(places, T), [B, T, 1])) : rows;
  const sums = sum(tokens, 1) as Tensor2D;
  return before ? add(before.pooled, sums) : sums;
}

/** One over the number of vectors up to each of T positions: of all sequences [T,1], or of each [B,T,1]. */
function shares(T: number, before: PooledBefore | null): Tensor {
  const { step = 0, steps = [step] } = before ?? {};
  const counted = steps.flatMap((own) => Array.from({ length: T }, (_, t) => 1 / (own + t + 1)));
  return tensor(Float32Array.from(counted), steps.length === 1 ? [T, 1] : [steps.length, T, 1]);
}
