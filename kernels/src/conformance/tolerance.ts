import type { Vector } from '../math/matrix.ts';
import { dot, norm } from '../math/vector.ts';
import { rowOf } from '../ops/host/heads.ts';
import type { Backend } from '../runtime/types.ts';
import { oneOf } from '../shapes.ts';
import { goldenCase } from './golden.ts';
import type { GoldenCase } from './golden.ts';

/** Relative Frobenius norm allowed for outputs and state in float32. */
const FLOAT32 = 2e-5;
/** The same for gradients. */
const FLOAT32_GRADIENT = 1e-3;
/** The same in float64, for all: golden files carry 10 digits. */
const FLOAT64 = 1e-8;
/** Aligned keys amplify every rounding, see {@link hasAlignedKeys}. */
const ALIGNED_FACTOR = 10;

const aBackend = oneOf('reference', 'cpu', 'wasm', 'webgpu');

/** The largest relative error at which a result still agrees with a golden file. */
export function toleranceOf(golden: GoldenCase, backend: Backend): number {
  aBackend('backend', backend);
  return (backend === 'reference' ? FLOAT64 : FLOAT32) * (hasAlignedKeys(golden) ? ALIGNED_FACTOR : 1);
}

/** The largest relative error at which a gradient still agrees with a golden file. */
export function gradientToleranceOf(golden: GoldenCase, backend: Backend): number {
  aBackend('backend', backend);
  return (backend === 'reference' ? FLOAT64 : FLOAT32_GRADIENT) * (hasAlignedKeys(golden) ? ALIGNED_FACTOR : 1);
}

/**
 * Whether at least half of the steps have a penalty direction along their own key (|cosine| ≥ 0.99). A then
 * shrinks most where it is used, A k is a small difference of large numbers, and its direction inherits their
 * rounding: an error that belongs to the problem and not to an implementation. Decided from the data alone.
 */
export function hasAlignedKeys(golden: GoldenCase): boolean {
  goldenCase('golden', golden);
  const { op, inputs } = golden;
  const { k, u } = inputs;
  if (op !== 'vla' || !k || !u) return false;
  const size = k.shape[k.shape.length - 1];
  const count = k.data.length / size;
  const rank = u.data.length / k.data.length;
  let aligned = 0;
  for (let token = 0; token < count; token++) {
    const key = rowOf(k, token);
    const directions = Array.from({ length: rank }, (_, r) => rowOf(u, token * rank + r));
    if (directions.some((direction) => Math.abs(cosine(key, direction)) >= 0.99)) aligned++;
  }
  return aligned >= count / 2;
}

/** NaN where a vector is zero. */
function cosine(x: Vector, y: Vector): number {
  return dot(x, y) / (norm(x) * norm(y));
}
