import { mergeHeads, splitHeads } from './heads.ts';
import { layerNorm } from './layerNorm.ts';
import { linear } from './linear.ts';
import { normalizedVla } from './normalizedVla.ts';
import { projections } from './projections.ts';
import { stabilization } from './stabilization.ts';
import type { Attention } from './types.ts';

/** One head, with directions from its raw keys. */
export const vlaV3: Attention = (x, weights, { lambda0 = 10, ...options }) => {
  const { query, key, value } = projections(x, weights, 'W_');
  const [B, T, D] = key.shape as [number, number, number];
  const { data } = linear(key, weights, 'u_proj');
  const heads = normalizedVla(
    { query: splitHeads(query), key: splitHeads(key), value: splitHeads(value) },
    { shape: [B, 1, T, data.length / key.data.length, D], data },
    {
      ...{ lambda0, leastDenominator: 1e-6 },
      stabilization: stabilization(options, { period: 20, epsilon: 1e-3, deltaFloor: 1e-4 }),
    },
  );
  return linear(layerNorm(mergeHeads(heads), weights, 'norm'), weights, 'W_o');
};
