import { RowGatedDeltaLayer } from '../rowGatedDeltaLayer.ts';
import { NOTEBOOK_NAMES, projections } from './projections.ts';
import { common, sizesFrom } from './types.ts';
import type { SourceLayer } from './types.ts';
import { linear } from './weights.ts';

/** The published "DeltaNet": a gate for each row of the memory, and no strengths. */
export const deltaNetAttn: SourceLayer = {
  name: 'DeltaNetAttn',
  mixer: 'gatedDelta',
  options: ['heads'],
  recognises: (names) => names.has('Wg.weight'),
  sizes: (tensors) => sizesFrom(tensors, { from: 'Wq' }),
  layer: (sizes, options) => new RowGatedDeltaLayer(common(sizes, options)),
  weights: (sizes) => [...projections(sizes, NOTEBOOK_NAMES), ...linear('gate', 'Wg', [sizes.width, sizes.modelDim])],
};
