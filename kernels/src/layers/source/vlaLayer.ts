import { residualLayer } from './residual.ts';

/** Reads o = S A q. */
export const sourceVlaLayer = residualLayer('VLALayer', 'penalty_builder', 'penalized');
