import { dot } from '../../../math/vector.ts';
import { emptyTensor, rowOf } from '../../../ops/host/heads.ts';
import { vlaProblem } from '../../../ops/vla/problem.ts';
import { vlaReference } from '../../../ops/vla/reference.ts';
import type { Stabilization } from '../../../ops/vla/types.ts';
import { mapped, positive } from './elementwise.ts';
import type { Projections } from './projections.ts';
import type { Numbers } from './types.ts';
import { unitLength } from './unitLength.ts';

/**
 * The core of VLAv3 and VLAv3Attn, heads apart: features elu + 1, keys of length 1, directions [B,H,T,R,D] of length 1/√D, normalized residual
 * writes, and o = S q / max(z·q, least), z being the sum of the features of keys so far.
 */
export function normalizedVla(
  { query, key, value }: Projections,
  directions: Numbers,
  args: { readonly lambda0: number; readonly stabilization: Stabilization; readonly leastDenominator: number },
): Numbers {
  const { leastDenominator: least, ...options } = args;
  const q = mapped(query, positive);
  const features = mapped(key, positive);
  const u = unitLength(directions, 1 / Math.sqrt(key.shape.at(-1)!));
  const { output } = vlaReference(vlaProblem({ q, k: unitLength(features), v: value, u }, options));
  return divided(output as Numbers, denominators(features, q), least);
}

/** z·q at each token, [B,H,T]. */
function denominators(features: Numbers, q: Numbers): Float64Array {
  const [B, H, T, D] = features.shape as [number, number, number, number];
  const sums = emptyTensor(B, H, D);
  return Float64Array.from({ length: B * H * T }, (_, token) => {
    const z = rowOf(sums, Math.floor(token / T));
    rowOf(features, token).forEach((feature, i) => (z[i]! += feature));
    return dot(z, rowOf(q, token));
  });
}

function divided({ shape, data }: Numbers, by: Float64Array, least: number): Numbers {
  const size = shape.at(-1)!;
  return { shape, data: data.map((value, i) => value / Math.max(by[Math.floor(i / size)]!, least)) };
}
