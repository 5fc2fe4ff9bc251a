import type { Branch } from '@vla/kernels/tasks';
import { answerKnowing, experienceFrom } from '@vla/kernels/tasks';

/** Answers an expression without evaluating all of it. */
export interface Rule {
  /** Levels of operators and operands that it reads; 0 is the first operator alone, null is nothing. */
  readonly known: number | null;
  readonly answer: (tree: Branch) => number;
}

/**
 * What simple rules have learned from some expressions: the answer that is given most often; the most frequent one of the
 * first operator; and the likeliest where the top levels are known, up to so many.
 */
export function rulesFrom(trees: readonly Branch[], levels: number): Rule[] {
  const counts = new Array<number>(10).fill(0);
  for (const { value } of trees) counts[value]++;
  const usual = counts.indexOf(Math.max(...counts));
  const experience = experienceFrom(trees, levels + 1);
  const knowing = Array.from({ length: levels + 1 }, (_, known): Rule => ({
    known,
    answer: (tree) => answerKnowing(tree, known, experience),
  }));
  return [{ known: null, answer: () => usual }, ...knowing];
}
