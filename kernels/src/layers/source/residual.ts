import { VLALayer } from '../vlaLayer.ts';
import type { VLALayerArgs } from '../vlaLayer.ts';
import { directions, MODULE_NAMES, projections, strengths } from './projections.ts';
import { common, sizesFrom, stabilization } from './types.ts';
import type { SourceLayer } from './types.ts';
import { norm } from './weights.ts';

/** What the source's classes cut what they write to. */
const ERROR_BOUND = 10;

/** The λ0 of both classes. */
const LAMBDA0 = 1;

/** Our v2 with biases, a cut of what is written, and a nudge: VLALayer and VLASequential, which read differently. */
export function residualLayer(
  name: string,
  builder: string,
  readout: NonNullable<VLALayerArgs['readout']>,
): SourceLayer {
  return {
    name,
    mixer: 'vla',
    lambda0: LAMBDA0,
    options: ['dHead', 'lambda0', 'nudge', 'deltaFloor', 'rank', 'hiddenDim'],
    recognises: (names) => names.has(`${builder}.u_proj.weight`),
    sizes: (tensors) =>
      sizesFrom(tensors, { from: 'W_q', directions: `${builder}.u_proj`, hidden: `${builder}.lambda_net.0` }),
    layer: (sizes, { lambda0 = LAMBDA0, ...options }) =>
      new VLALayer({
        ...common(sizes, options),
        ...{ variant: 'v2', readout, errorBound: ERROR_BOUND, lambda0, rank: sizes.rank },
        lambdaHead: sizes.hidden > 0,
        ...(sizes.hidden > 0 && { hiddenDim: sizes.hidden }),
        stabilization: stabilization(options, { period: 50, epsilon: 1e-5, deltaFloor: 1e-6 }),
      }),
    weights: (sizes) => [
      ...projections(sizes, MODULE_NAMES),
      directions(sizes, `${builder}.u_proj`),
      ...strengths(sizes, `${builder}.lambda_net`),
      ...norm('out_norm', sizes.width),
    ],
  };
}
