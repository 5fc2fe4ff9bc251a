import type { Random } from '../../src/random.ts';
import type { GatedDeltaInputs } from '../../src/ops/gatedDelta/types.ts';
import type { HostTensor } from '../../src/tensor.ts';
import type { Sizes } from '../support/memoryGradients.ts';
import { normals, unitVectors } from '../support/random.ts';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Decays mostly near 1, some close to 0, and now and then 0, which empties the memory. */
export function decays(random: Random, { B, H, T }: Sizes): HostTensor {
  const one = (): number => {
    const kind = random.uniform();
    if (kind < 0.06) return 0;
    return kind < 0.15 ? 1e-3 * random.uniform() : sigmoid(3 + 2 * random.uniform(-1, 1));
  };
  return { shape: [B, H, T], data: Float64Array.from({ length: B * H * T }, one) };
}

/** A call with everything that there may be: read keys of their own, strengths, decays with resets, a first memory. */
export function gatedDeltaInputs(random: Random, sizes: Sizes): Required<GatedDeltaInputs> {
  const { B, H, T, D, Dv } = sizes;
  const strengths = normals(random, B, H, T);
  return {
    q: normals(random, B, H, T, D),
    k: unitVectors(random, B, H, T, D),
    p: unitVectors(random, B, H, T, D),
    v: normals(random, B, H, T, Dv),
    beta: { shape: strengths.shape, data: strengths.data.map(sigmoid) },
    gamma: decays(random, sizes),
    initialMemory: normals(random, B, H, Dv, D),
  };
}
