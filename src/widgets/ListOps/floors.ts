import { drawTree, experienceFrom, listOpsFloors, listOpsSettings } from '@vla/kernels/tasks';
import type { Branch, ListOpsFloors, ListOpsPreset, Tree } from '@vla/kernels/tasks';
import { seededRandom } from '@vla/kernels/random';

/** What an operator came to, by level: what the rules guess from. */
export type Experience = ReturnType<typeof experienceFrom>;

/** Floors as far as they are measured. */
export interface MeasuredFloors extends ListOpsFloors {
  /** Expressions that they were scored on. */
  readonly scored: number;
}

/** Trees that the rules learn from, and those that they are scored on. */
const sample = { fitted: 1000, scored: 1000 };

/** Scored between two looks at the clock. */
const slice = 20;

/** Milliseconds of work after which the page may do something else. */
const stretch = 12;

/** Any other seed than a reader's. */
const seed = 20_2103;

export function drawnTrees(rung: ListOpsPreset, count: number, from = seededRandom(seed)): Branch[] {
  const settings = listOpsSettings({ preset: rung });
  return Array.from({ length: count }, () => drawTree(from, settings));
}

/** Levels of operators of a rung. */
export function levelsOf(rung: ListOpsPreset): number {
  return listOpsSettings({ preset: rung }).maxDepth - 1;
}

/** What the rules have seen of a rung before they are asked. */
export function experienceOf(rung: ListOpsPreset): Experience {
  return experienceFrom(drawnTrees(rung, sample.fitted), listOpsSettings({ preset: rung }).maxDepth);
}

/**
 * Measures the floors of a rung bit by bit, so that the page stays awake, and reports what is known after each stretch.
 *
 * @param asked "root": how often the value of the whole is guessed; "brackets": that of any bracket
 */
export async function measureFloors(
  {
    rung,
    asked,
    levels,
  }: { readonly rung: ListOpsPreset; readonly asked: 'root' | 'brackets'; readonly levels: number },
  { signal, onFloors }: { readonly signal: AbortSignal; readonly onFloors: (floors: MeasuredFloors) => void },
): Promise<void> {
  const random = seededRandom(seed);
  const draw = (count: number): readonly Tree[] => {
    const trees = drawnTrees(rung, count, random);
    return asked === 'root' ? trees : trees.flatMap(branchesOf);
  };
  const fitted = draw(sample.fitted);
  let sum: MeasuredFloors | null = null;
  let looked = performance.now();
  for (let done = 0; done < sample.scored; done += slice) {
    const scored = draw(slice);
    sum = together(sum, { ...listOpsFloors(fitted, scored, levels), scored: scored.length });
    if (performance.now() - looked < stretch && done + slice < sample.scored) continue;
    onFloors(sum);
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (signal.aborted) return;
    looked = performance.now();
  }
}

/** A tree and all brackets in it, each as a tree of its own. */
function branchesOf(tree: Tree): Branch[] {
  return typeof tree === 'number' ? [] : [tree, ...tree.operands.flatMap(branchesOf)];
}

function together(before: MeasuredFloors | null, next: MeasuredFloors): MeasuredFloors {
  if (!before) return next;
  const scored = before.scored + next.scored;
  const mean = (a: number, b: number): number => (a * before.scored + b * next.scored) / scored;
  return {
    scored,
    constant: mean(before.constant, next.constant),
    rootOnly: mean(before.rootOnly, next.rootOnly),
    levelsKnown: before.levelsKnown.map((share, level) => mean(share, next.levelsKnown[level]!)),
  };
}
