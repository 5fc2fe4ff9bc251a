import { DeltaNetLayer } from '../deltaNetLayer.ts';
import { MODULE_NAMES, projections } from './projections.ts';
import { common, sizesFrom } from './types.ts';
import type { SourceLayer } from './types.ts';
import { vector } from './weights.ts';

/** Our DeltaNet with biases, that of the write strength included. */
export const sourceDeltaNetLayer: SourceLayer = {
  name: 'DeltaNetLayer',
  mixer: 'deltanet',
  options: ['dHead'],
  recognises: (names) => names.has('W_beta.weight'),
  sizes: (tensors) => sizesFrom(tensors, { from: 'W_q' }),
  layer: (sizes, options) => new DeltaNetLayer(common(sizes, options)),
  weights: (sizes) => [
    ...projections(sizes, MODULE_NAMES),
    {
      ...{ name: 'strength', shape: [1, sizes.width, 1], from: 'W_beta.weight' },
      ...{ theirs: [1, sizes.width], transposed: true },
    },
    vector('strengthBias', 'W_beta.bias', 1, [1, 1, 1]),
  ],
};
