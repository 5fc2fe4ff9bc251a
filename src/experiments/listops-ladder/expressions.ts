import { seededRandom } from '@vla/kernels/random';
import type { Branch, ListOpsPreset, Split } from '@vla/kernels/tasks';
import { batchSeed, drawTree, listOpsSettings } from '@vla/kernels/tasks';
import { testBatch } from '../../lib/training/recipe.ts';

/** The expressions of a stream of ListOps as trees, in the order in which a model is tested on them. */
export function expressionsOf(
  preset: ListOpsPreset,
  { split, seed, count }: { readonly split: Split; readonly seed: number; readonly count: number },
): Branch[] {
  const settings = listOpsSettings({ preset });
  const trees: Branch[] = [];
  for (let index = 0; trees.length < count; index++) {
    const random = seededRandom(batchSeed({ split, seed, index }));
    for (let row = 0; row < testBatch; row++) trees.push(drawTree(random, settings));
  }
  return trees.slice(0, count);
}
