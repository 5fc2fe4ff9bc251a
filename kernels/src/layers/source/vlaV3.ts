import { VLALayer } from '../vlaLayer.ts';
import { directions, MODULE_NAMES, projections } from './projections.ts';
import { common, sizesFrom, stabilization } from './types.ts';
import type { SourceLayer } from './types.ts';
import { norm } from './weights.ts';

/** The λ0 of the class. */
const LAMBDA0 = 10;

/** Our v3 with biases, and a nudge. */
export const vlaV3: SourceLayer = {
  name: 'VLAv3',
  mixer: 'vla',
  lambda0: LAMBDA0,
  options: ['lambda0', 'nudge', 'deltaFloor'],
  recognises: (names) => names.has('u_proj.weight') && names.has('W_q.weight'),
  sizes: (tensors) => sizesFrom(tensors, { from: 'W_q', directions: 'u_proj' }),
  layer: (sizes, { lambda0 = LAMBDA0, ...options }) =>
    new VLALayer({
      ...common(sizes, options),
      ...{ lambda0, lambdaHead: false, rank: sizes.rank },
      stabilization: stabilization(options, { period: 20, epsilon: 1e-3, deltaFloor: 1e-4 }),
    }),
  weights: (sizes) => [...projections(sizes, MODULE_NAMES), directions(sizes, 'u_proj'), ...norm('norm', sizes.width)],
};
