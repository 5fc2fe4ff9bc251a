import { residualLayer } from './residual.ts';

/** Reads o = S q. */
export const vlaSequential = residualLayer('VLASequential', 'penalty', 'memory');
