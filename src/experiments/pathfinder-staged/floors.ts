import { seededRandom } from '@vla/kernels/random';
import type { MarkedEnds, PathfinderPreset, Split } from '@vla/kernels/tasks';
import { batchSeed, drawPathfinder, pathfinderFloors, pathfinderPresets } from '@vla/kernels/tasks';
import { testBatch } from '../../lib/training/recipe.ts';
import type { StageRule } from '../arena-stages/data.ts';
import { taskOf } from './stages.ts';

/** The pictures of a stream, in the order in which a model is tested on them. */
export function picturesOf(
  preset: PathfinderPreset,
  { split, seed, count }: { readonly split: Split; readonly seed: number; readonly count: number },
): MarkedEnds[] {
  const pictures: MarkedEnds[] = [];
  for (let index = 0; pictures.length < count; index++) {
    const random = seededRandom(batchSeed({ split, seed, index }));
    for (let row = 0; row < testBatch; row++) pictures.push(drawPathfinder(random, taskOf(preset).settings));
  }
  return pictures;
}

/** Rules that follow no path, fitted on `learned` other pictures and scored on those of the test. */
export function rulesOn(
  preset: PathfinderPreset,
  { seed, count, learned }: { readonly seed: number; readonly count: number; readonly learned: number },
): StageRule[] {
  const floors = pathfinderFloors(
    pathfinderPresets[preset].size,
    picturesOf(preset, { split: 'train', seed, count: learned }),
    picturesOf(preset, { split: 'test', seed, count }),
  );
  const rule = (key: keyof typeof floors, label: string): StageRule => ({
    ...{ key, label, accuracy: floors[key], isFloor: true },
  });
  return [rule('constant', 'constant answer'), rule('distance', 'distance of the marks'), rule('tips', 'the two ends')];
}
