import type { Compute } from '../../lib/experiment.ts';
import { pause } from '../../lib/compute/pause.ts';
import type { ClimbedRung } from '../listops-ladder/data.ts';
import { floorsOf, testOf } from '../listops-ladder/floors.ts';
import type { Config } from './definition.ts';

export interface Data {
  /** What simple rules answer to expressions of the published length. */
  readonly listOps: Pick<ClimbedRung, 'groups' | 'floors'>;
}

export const compute: Compute<Config, Data> = async ({ config, seed, signal, onProgress }) => {
  onProgress({ fraction: 0, message: 'ListOps of the published length' });
  await pause(signal);
  const listOps = floorsOf(testOf('full', { seed, count: config.expressions }), 2);
  onProgress({ fraction: 1, message: '' });
  return { listOps };
};
