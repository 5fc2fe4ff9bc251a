import { dot, identity, zeros } from '@vla/kernels/math';
import type { Random } from '@vla/kernels/random';
import { vlaSettings, vlaStep } from '@vla/kernels/reference';
import { scaleRows } from '../../lib/compute/features.ts';
import type { LayerOutputs } from '../../lib/compute/untrainedLayer.ts';
import type { Sizes } from './sizes.ts';

/** Random penalty directions of length 1/√D, the length that the layer gives them. */
export function away(random: Random, { steps, headSize }: Sizes): Float32Array {
  const rows = random.fillNormal(new Float32Array(steps * headSize));
  return scaleRows(rows, headSize, 1 / Math.sqrt(headSize));
}

/**
 * Inputs chosen against VLA, all of length 1 at most: values ±1 in their first entry, which make one row s of the memory;
 * each key a random one orthogonal to s, so that nothing is recalled and nothing is erased; the sign of each value such
 * that the write α does not shorten s. Then ‖s + v α‖² ≥ ‖s‖² + 1, and the norm grows at least like √t. The row is
 * followed in float64.
 */
export function orthogonalToStored(random: Random, sizes: Sizes): LayerOutputs {
  const { steps, headSize, lambda0 } = sizes;
  const directions = away(random, sizes);
  const keys = new Float32Array(steps * headSize);
  const values = new Float32Array(steps * headSize);
  const settings = vlaSettings({ lambda0 });
  const state = { inverse: identity(headSize, 1 / lambda0), memory: zeros(1, headSize) };
  const stored = state.memory.data;
  for (let t = 0; t < steps; t++) {
    const [start, end] = [t * headSize, (t + 1) * headSize];
    const k = keys.subarray(start, end);
    k.set(scaleRows(without(random.unitVector(headSize), stored), headSize));
    // What the step would write is known only once A is updated: write 0 first, then ±1 along the same direction.
    const token = { q: k, k, v: [0], u: [directions.subarray(start, end)] };
    const { alpha } = vlaStep(state, token, t, settings);
    values[start] = dot(stored, alpha) < 0 ? -1 : 1;
    for (let i = 0; i < headSize; i++) stored[i] += values[start] * alpha[i];
  }
  return { features: keys, keys, values, directions };
}

/** x less its part along y. */
function without(x: Float64Array, y: Float64Array): Float64Array {
  const squared = dot(y, y);
  const along = squared > 0 ? dot(x, y) / squared : 0;
  return x.map((value, i) => value - along * y[i]);
}
