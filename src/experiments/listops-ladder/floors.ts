import type { ListOpsPreset } from '@vla/kernels/tasks';
import type { ClimbedRung } from './data.ts';
import { expressionsOf } from './expressions.ts';
import { groupsOf, sharesIn } from './groups.ts';
import { rulesFrom } from './rules.ts';
import { learnedFrom } from './rungs.ts';

/** The test of a rung, with what the rules learned from. */
export interface Test {
  readonly trees: ReturnType<typeof expressionsOf>;
  readonly learned: ReturnType<typeof expressionsOf>;
  readonly groups: ReturnType<typeof groupsOf>;
  /** Share of right answers in each group. */
  readonly sharesRight: (answers: readonly number[]) => number[];
}

/** Short expressions are many for the rules to learn from; of the published length there are as many as are answered. */
export function testOf(preset: ListOpsPreset, { seed, count }: { seed: number; count: number }): Test {
  const trees = expressionsOf(preset, { split: 'test', seed, count });
  const learning = preset === 'full' ? count : learnedFrom;
  const learned = expressionsOf(preset, { split: 'train', seed, count: learning });
  const groups = groupsOf(trees);
  return {
    ...{ trees, learned, groups },
    sharesRight: (answers) =>
      sharesIn(
        groups,
        trees.map(({ value }, place) => answers[place] === value),
      ),
  };
}

/** What simple rules answer to a test. */
export function floorsOf({ trees, learned, groups, sharesRight }: Test, levels: number) {
  const floors = rulesFrom(learned, levels).map(({ known, answer }) => ({
    known,
    accuracy: sharesRight(trees.map(answer)),
  }));
  return {
    groups: groups.map(({ name, places }) => ({ name, sequences: places.length })),
    floors,
  } satisfies Pick<ClimbedRung, 'groups' | 'floors'>;
}
