import { mergeHeads, splitHeads } from './heads.ts';
import { layerNorm } from './layerNorm.ts';
import { linear } from './linear.ts';
import { normalizedVla } from './normalizedVla.ts';
import { projections } from './projections.ts';
import { stabilization } from './stabilization.ts';
import type { Attention } from './types.ts';

/** Several heads, with directions from the raw keys of all of them. */
export const vlaV3Attn: Attention = (x, weights, { lambda0 = 0.1, heads = 1, ...options }) => {
  const { query, key, value } = projections(x, weights, 'W');
  const { shape, data } = splitHeads(linear(key, weights, 'Wu'), heads);
  const [B, H, T, D] = shape as [number, number, number, number];
  const output = normalizedVla(
    { query: splitHeads(query, heads), key: splitHeads(key, heads), value: splitHeads(value, heads) },
    { shape: [B, H, T, 1, D], data },
    {
      ...{ lambda0, leastDenominator: 1e-4 },
      stabilization: stabilization(options, { period: 20, epsilon: 1e-3, deltaFloor: 1e-4 }),
    },
  );
  return linear(layerNorm(mergeHeads(output), weights, 'norm_o'), weights, 'Wo');
};
