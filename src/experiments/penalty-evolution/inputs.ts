import type { Random } from '@vla/kernels/random';
import { project, scaleRows } from '../../lib/compute/features.ts';
import type { Config } from './definition.ts';

export type Parameterisation = 'rank1' | 'rankR' | 'kernelised' | 'keys';
export const parameterisations: readonly Parameterisation[] = ['rank1', 'rankR', 'kernelised', 'keys'];

export interface Sequence {
  /** Unit keys [T, D]. */
  readonly keys: Float32Array;
  /** Penalty directions [T, r, D]; the parameterisations of rank 1 leave all but the first of the r at zero. */
  readonly directions: Readonly<Record<Parameterisation, Float32Array>>;
}

/** Whether the token at step t (from 0) belongs to the irrelevant group: evenly spread, `share` of all. */
export function isIrrelevant(t: number, share: number): boolean {
  return Math.floor((t + 1) * share) > Math.floor(t * share);
}

/**
 * Tokens of two groups and the directions that the penalty builder makes of their keys: u = W_u k (rank 1), r rows of
 * a larger W_u (rank r), φ = W_φ k (kernelised), and the key itself. Weights are normal with variance 1/D.
 */
export function drawSequence(random: Random, config: Config): Sequence {
  const { headSize, rank } = config;
  const keys = drawKeys(random, config);
  const projected = (rows: number): Float32Array => {
    const weights = random.fillNormal(new Float64Array(rows * headSize * headSize), 0, 1 / Math.sqrt(headSize));
    return project(keys, weights, headSize);
  };
  const padded = (directions: Float32Array): Float32Array => {
    const result = new Float32Array(directions.length * rank);
    for (let t = 0; t * headSize < directions.length; t++) {
      result.set(directions.subarray(t * headSize, (t + 1) * headSize), t * rank * headSize);
    }
    return result;
  };
  return {
    keys,
    directions: {
      rank1: padded(projected(1)),
      rankR: projected(rank),
      kernelised: padded(projected(1)),
      keys: padded(keys),
    },
  };
}

/** Random unit keys: relevant tokens in the first half of the coordinates, irrelevant ones in the second. */
function drawKeys(random: Random, { length, headSize, irrelevantShare }: Config): Float32Array {
  const keys = random.fillNormal(new Float32Array(length * headSize));
  const half = Math.floor(headSize / 2);
  for (let t = 0; t < length; t++) {
    const empty = isIrrelevant(t, irrelevantShare) ? [0, half] : [half, headSize];
    keys.fill(0, t * headSize + empty[0], t * headSize + empty[1]);
  }
  return scaleRows(keys, headSize);
}
