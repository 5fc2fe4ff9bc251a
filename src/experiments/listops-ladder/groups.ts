import type { Branch, ListOperator } from '@vla/kernels/tasks';
import { dependencyDepth, operators } from '@vla/kernels/tasks';
import { mean } from '../../lib/compute/statistics.ts';

/** Which of the test's expressions are meant. */
export type GroupName = 'all' | ListOperator | `depth ${number}`;

export interface Group {
  readonly name: GroupName;
  /** Places in the test. */
  readonly places: readonly number[];
}

/** All expressions; those of each first operator; and those of each depth on which the value depends. */
export function groupsOf(trees: readonly Branch[]): Group[] {
  const placesOf = (belongs: (tree: Branch) => boolean): number[] =>
    trees.flatMap((tree, place) => (belongs(tree) ? [place] : []));
  const depths = trees.map(dependencyDepth);
  const deepest = Math.max(...depths);
  const groups: Group[] = [
    { name: 'all', places: placesOf(() => true) },
    ...operators.map((name) => ({ name, places: placesOf(({ operator }) => operator === name) })),
    ...Array.from({ length: deepest - 1 }, (_, i): Group => ({
      name: `depth ${i + 2}`,
      places: depths.flatMap((depth, place) => (depth === i + 2 ? [place] : [])),
    })),
  ];
  return groups.filter(({ places }) => places.length > 0);
}

/** Share of right answers in each group. */
export function sharesIn(groups: readonly Group[], isRight: readonly boolean[]): number[] {
  return groups.map(({ places }) => mean(places.map((place) => (isRight[place] ? 1 : 0))));
}
