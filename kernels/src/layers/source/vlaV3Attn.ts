import { VLALayer } from '../vlaLayer.ts';
import { directions, NOTEBOOK_NAMES, projections } from './projections.ts';
import { common, sizesFrom, stabilization } from './types.ts';
import type { SourceLayer } from './types.ts';
import { norm } from './weights.ts';

/** The λ0 of the class. */
const LAMBDA0 = 0.1;

/** Our v3 with biases, a nudge, and directions from the keys of all heads together. */
export const vlaV3Attn: SourceLayer = {
  name: 'VLAv3Attn',
  mixer: 'vla',
  lambda0: LAMBDA0,
  options: ['heads', 'lambda0', 'nudge', 'deltaFloor'],
  recognises: (names) => names.has('Wu.weight'),
  sizes: (tensors) => sizesFrom(tensors, { from: 'Wq' }),
  layer: (sizes, { lambda0 = LAMBDA0, ...options }) =>
    new VLALayer({
      ...common(sizes, options),
      ...{ lambda0, lambdaHead: false, penaltyScope: 'model', leastDenominator: 1e-4 },
      stabilization: stabilization(options, { period: 20, epsilon: 1e-3, deltaFloor: 1e-4 }),
    }),
  weights: (sizes) => [...projections(sizes, NOTEBOOK_NAMES), directions(sizes, 'Wu'), ...norm('norm_o', sizes.width)],
};
