import type { SourceSizes } from './types.ts';
import { linear } from './weights.ts';
import type { SourceWeight } from './weights.ts';

/** Queries, keys, values and the output of a class, under its names for them. */
export function projections(
  { modelDim, width }: SourceSizes,
  [query, key, value, output]: readonly [string, string, string, string],
): SourceWeight[] {
  return [
    ...linear('query', query, [width, modelDim]),
    ...linear('key', key, [width, modelDim]),
    ...linear('value', value, [width, modelDim]),
    ...linear('output', output, [modelDim, width]),
  ];
}

/** The names in the source's modules, and in its notebook 07. */
export const MODULE_NAMES = ['W_q', 'W_k', 'W_v', 'W_o'] as const;
export const NOTEBOOK_NAMES = ['Wq', 'Wk', 'Wv', 'Wo'] as const;

/** W_u k, for all heads together. */
export function directions({ width, rank }: SourceSizes, from: string): SourceWeight {
  const [outer, inner] = [rank * width, width];
  const weight = { name: 'directions', shape: [1, inner, outer] };
  return { ...weight, from: `${from}.weight`, theirs: [outer, inner], transposed: true };
}

/** The network for λ_t, where there is one. */
export function strengths({ width, hidden }: SourceSizes, from: string): SourceWeight[] {
  if (hidden === 0) return [];
  const weight = (name: string, layer: number, [outer, inner]: readonly [number, number]): SourceWeight[] => [
    {
      ...{ name, shape: [1, inner, outer], from: `${from}.${layer}.weight` },
      ...{ theirs: [outer, inner], transposed: true },
    },
    {
      ...{ name: `${name}Bias`, shape: [1, 1, outer], from: `${from}.${layer}.bias` },
      ...{ theirs: [outer], transposed: false },
    },
  ];
  return [...weight('hidden', 0, [hidden, width]), ...weight('strength', 2, [1, hidden])];
}
