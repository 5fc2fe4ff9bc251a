import { believed, certain, likeliest } from './beliefs.ts';
import type { Belief } from './beliefs.ts';
import { operators } from './tokens.ts';
import type { ListOperator } from './tokens.ts';
import { valueOf } from './tree.ts';
import type { Tree } from './tree.ts';
import { checkAll, count, fields, listOf, numbers } from '../../shapes.ts';
import { aTree, trees as aListOfTrees } from '../shapes.ts';

/** Shares of right answers, 0 … 1, of rules that do not evaluate an expression. */
export interface ListOpsFloors {
  /** Always the most frequent answer. */
  readonly constant: number;
  /** The most frequent answer of the first operator. */
  readonly rootOnly: number;
  /** The likeliest answer where the top k levels of operators and their operands are known, k from 1. */
  readonly levelsKnown: readonly number[];
}

const anExperience = listOf(fields(Object.fromEntries(operators.map((name) => [name, numbers]))), 1);

/** How often an operator on a level comes to each digit; levels from 1, the last one for all below it. */
export type Experience = readonly Readonly<Record<ListOperator, Belief>>[];

/**
 * What simple rules reach. They are fitted on one sample and scored on another.
 *
 * @param fitted trees from which the rules learn what an operator comes to
 * @param scored trees that are answered
 * @param levels how many levels are known at most
 */
export function listOpsFloors(fitted: readonly Tree[], scored: readonly Tree[], levels: number): ListOpsFloors {
  checkAll({ fitted: [fitted, aListOfTrees], scored: [scored, aListOfTrees], levels: [levels, count] });
  const values = new Float64Array(10);
  for (const tree of fitted) values[valueOf(tree)]!++;
  const constant = likeliest(values);
  const experience = experienceFrom(fitted, levels + 1);
  const share = (answer: (tree: Tree) => number): number =>
    scored.filter((tree) => answer(tree) === valueOf(tree)).length / scored.length;
  return {
    constant: share(() => constant),
    rootOnly: share((tree) => likeliest(beliefIn(tree, 0, experience, 1))),
    levelsKnown: Array.from({ length: levels }, (_, known) =>
      share((tree) => likeliest(beliefIn(tree, known + 1, experience, 1))),
    ),
  };
}

/**
 * The likeliest answer of who reads the top `known` levels of operators with their operands, and of each operator below no more
 * than which one it is.
 */
export function answerKnowing(tree: Tree, known: number, experience: Experience): number {
  checkAll({ tree: [tree, aTree], known: [known, count], experience: [experience, anExperience] });
  return likeliest(beliefIn(tree, known, experience, 1));
}

function beliefIn(tree: Tree, known: number, experience: Experience, level: number): Belief {
  if (typeof tree === 'number') return digit[tree]!;
  if (level > known) return experience[Math.min(level, experience.length) - 1]![tree.operator];
  return believed[tree.operator](tree.operands.map((operand) => beliefIn(operand, known, experience, level + 1)));
}

const digit = Array.from({ length: 10 }, (_, value) => certain(value));

/** Counts what each operator came to on each of the top levels of a sample. */
export function experienceFrom(trees: readonly Tree[], levels: number): Experience {
  checkAll({ trees: [trees, aListOfTrees], levels: [levels, count] });
  const counts = Array.from(
    { length: levels },
    () =>
      Object.fromEntries(operators.map((name) => [name, new Float64Array(10)])) as Record<ListOperator, Float64Array>,
  );
  const visit = (node: Tree, level: number): void => {
    if (typeof node === 'number' || level > levels) return;
    counts[level - 1]![node.operator][node.value]!++;
    for (const operand of node.operands) visit(operand, level + 1);
  };
  for (const tree of trees) visit(tree, 1);
  return counts.map(
    (level) =>
      Object.fromEntries(operators.map((name) => [name, asShares(level[name])])) as Record<ListOperator, Belief>,
  );
}

/** An operator that the sample does not have on a level is believed to come to anything. */
function asShares(counts: Float64Array): Belief {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (total === 0 ? 1 / 10 : count / total));
}
