import type { Random } from '../../random.ts';
import { CLOSE, operators, tokenOf } from './tokens.ts';
import type { ListOperator } from './tokens.ts';
import { aFunction, checkAll, int32s, listOf, oneOf } from '../../shapes.ts';
import { aTree } from '../shapes.ts';

/** A digit, or an operator with its arguments. */
export type Tree = number | Branch;

export interface Branch {
  readonly operator: ListOperator;
  readonly operands: readonly Tree[];
  /** What it comes to, 0 … 9. */
  readonly value: number;
  /** Tokens, its own two included. */
  readonly length: number;
}

/** What a tree comes to. */
export function valueOf(tree: Tree): number {
  aTree('tree', tree);
  return worth(tree);
}

const worth = (tree: Tree): number => (typeof tree === 'number' ? tree : tree.value);
const lengthOf = (tree: Tree): number => (typeof tree === 'number' ? 1 : tree.length);

const anOperator = oneOf(...operators);
const someTrees = listOf(aTree, 1);

/** An operator applied to operands that are known. */
export function branchOf(operator: ListOperator, operands: readonly Tree[]): Branch {
  anOperator('operator', operator);
  someTrees('operands', operands);
  return branch(operator, operands);
}

/** The same, of operands that are known to be trees. */
export function branch(operator: ListOperator, operands: readonly Tree[]): Branch {
  const length = operands.reduce<number>((sum, operand) => sum + lengthOf(operand), 2);
  return { operator, operands, value: applied[operator](operands.map(worth)), length };
}

/** What each operator makes of digits, as the published generator evaluates it. */
export const applied: Readonly<Record<ListOperator, (digits: readonly number[]) => number>> = {
  MIN: (digits) => Math.min(...digits),
  MAX: (digits) => Math.max(...digits),
  MED: (digits) => {
    const sorted = [...digits].sort((a, b) => a - b);
    const half = sorted.length / 2;
    // Of an even number the mean of the two in the middle, rounded down.
    return Math.floor((sorted[Math.ceil(half) - 1]! + sorted[Math.floor(half)]!) / 2);
  },
  SM: (digits) => digits.reduce((sum, digit) => sum + digit, 0) % 10,
};

export interface GrowthSettings {
  /** Levels, the root being the first; on the last one there are only digits. */
  readonly maxDepth: number;
  /** An operator has 2 to this many operands. */
  readonly maxArguments: number;
  /** Probability of an operator where one may stand. The published generator calls it VALUE_P. */
  readonly operatorShare: number;
}

/**
 * Draws a tree as the published generator does: above the last level an operator with probability `operatorShare`, uniform
 * over the four, with a uniform number of operands; otherwise a uniform digit. Null as soon as it has more tokens than
 * `longest`: such a tree would be thrown away.
 */
export function grow(
  random: Random,
  { maxDepth, maxArguments, operatorShare }: GrowthSettings,
  longest: number,
): Tree | null {
  let left = longest;
  const node = (depth: number): Tree | null => {
    const isOperator = depth < maxDepth && random.uniform() < operatorShare;
    left -= isOperator ? 2 : 1;
    if (left < 0) return null;
    if (!isOperator) return random.integer(10);
    const operator = operators[random.integer(operators.length)]!;
    const count = 2 + random.integer(maxArguments - 1);
    const operands: Tree[] = [];
    for (let i = 0; i < count; i++) {
      const operand = node(depth + 1);
      if (operand === null) return null;
      operands.push(operand);
    }
    return branch(operator, operands);
  };
  return node(1);
}

/** Called at every closing bracket in reading order, with its position and the value of what it closes. */
export type AtBracket = (position: number, value: number) => void;

/** Writes a tree's tokens from the start of `tokens` and returns how many they are. */
export function writeTree(tree: Tree, tokens: Int32Array, atBracket: AtBracket = () => undefined): number {
  checkAll({ tree: [tree, aTree], tokens: [tokens, int32s], atBracket: [atBracket, aFunction] });
  let position = 0;
  const write = (node: Tree): void => {
    if (typeof node === 'number') {
      tokens[position++] = node;
      return;
    }
    tokens[position++] = tokenOf(node.operator);
    node.operands.forEach(write);
    atBracket(position, node.value);
    tokens[position++] = CLOSE;
  };
  write(tree);
  return position;
}
