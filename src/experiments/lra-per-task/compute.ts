import { seededRandom } from '@vla/kernels/random';
import { batchSeed, drawPathfinder, pathfinderFloors } from '@vla/kernels/tasks';
import type { MarkedEnds, PathfinderFloors, Split } from '@vla/kernels/tasks';
import type { Compute } from '../../lib/experiment.ts';
import { pause } from '../../lib/compute/pause.ts';
import type { ClimbedRung } from '../listops-ladder/data.ts';
import { floorsOf, testOf } from '../listops-ladder/floors.ts';
import type { Config } from './definition.ts';

export interface Data {
  /** What simple rules answer to expressions of the published length. */
  readonly listOps: Pick<ClimbedRung, 'groups' | 'floors'>;
  /** What rules reach on pictures of Pathfinder that see the marked ends alone. */
  readonly pathfinder: PathfinderFloors;
}

export const compute: Compute<Config, Data> = async ({ config, seed, signal, onProgress }) => {
  onProgress({ fraction: 0, message: 'ListOps of the published length' });
  await pause(signal);
  const listOps = floorsOf(testOf('full', { seed, count: config.expressions }), 2);
  onProgress({ fraction: 0.5, message: 'Pathfinder as published' });
  await pause(signal);
  const drawn = (split: Split): MarkedEnds[] => picturesOf(split, { seed, count: config.pictures });
  const pathfinder = pathfinderFloors(32, drawn('train'), drawn('test'));
  onProgress({ fraction: 1, message: '' });
  return { listOps, pathfinder };
};

/** The marked ends of pictures that are drawn as the published ones of 32 pixels. */
function picturesOf(split: Split, { seed, count }: { readonly seed: number; readonly count: number }): MarkedEnds[] {
  const random = seededRandom(batchSeed({ split, seed, index: 0 }));
  return Array.from({ length: count }, () => {
    const { markers, label } = drawPathfinder(random, { preset: 'lra-32' });
    return { markers, label };
  });
}
