import { ArgumentError } from '../../errors.ts';
import { CLOSE, operatorOf, PADDING } from './tokens.ts';
import type { ListOperator } from './tokens.ts';
import { numbers } from '../../shapes.ts';

/** What a stack machine finds in an expression. */
export interface Checked {
  /** Of the whole, 0 … 9. */
  readonly value: number;
  /** Positions of the closing brackets, and what each closes comes to, in reading order. */
  readonly brackets: readonly { readonly position: number; readonly value: number }[];
  /** Levels: 1 for a digit alone. */
  readonly depth: number;
  /** The largest number of operands of an operator; 0 for a digit alone. */
  readonly mostOperands: number;
  /** Tokens without the padding. */
  readonly length: number;
}

/** An operator whose bracket is still open. */
interface Open {
  readonly operator: ListOperator;
  readonly position: number;
  /** How often each digit occurred among the operands so far. */
  readonly counts: number[];
}

/**
 * Evaluates an expression from its tokens, left to right, with a stack of open operators that keep no operands but a count of each
 * digit. It shares nothing with the generator, which builds trees and folds them.
 *
 * @throws ArgumentError naming the position and the token that does not fit the grammar
 */
export function checkExpression(tokens: ArrayLike<number>): Checked {
  numbers('tokens', tokens);
  const open: Open[] = [];
  const brackets: { position: number; value: number }[] = [];
  let result: number | null = null;
  let depth = 0;
  let mostOperands = 0;
  let length = 0;
  const refuse = (position: number, problem: string): never => {
    throw new ArgumentError('expression', `${problem} (token ${position + 1})`);
  };
  const hand = (value: number): void => {
    if (open.length === 0) result = value;
    else open.at(-1)!.counts[value]!++;
  };
  for (let position = 0; position < tokens.length && tokens[position] !== PADDING; position++) {
    const token = tokens[position]!;
    length = position + 1;
    if (result !== null) refuse(position, 'continued after its end');
    const operator = operatorOf(token);
    if (operator) {
      open.push({ operator, position, counts: new Array<number>(10).fill(0) });
    } else if (token === CLOSE) {
      const closed = open.pop() ?? refuse(position, 'had a "]" that closes nothing');
      const count = closed.counts.reduce((sum, times) => sum + times, 0);
      if (count < 2) refuse(position, `had ${closed.operator} of ${count} operands; expected at least 2`);
      mostOperands = Math.max(mostOperands, count);
      const value = fromCounts[closed.operator](closed.counts, count);
      brackets.push({ position, value });
      hand(value);
    } else if (Number.isInteger(token) && token >= 0 && token < 10) {
      depth = Math.max(depth, open.length + 1);
      hand(token);
    } else {
      refuse(position, `had the token ${token}, which is none of ListOps`);
    }
  }
  for (let position = length; position < tokens.length; position++)
    if (tokens[position] !== PADDING) refuse(position, 'continued after the padding');
  if (open.length > 0) refuse(open.at(-1)!.position, `had ${open.at(-1)!.operator} without its "]"`);
  if (result === null) throw new ArgumentError('expression', 'was empty; expected a digit or an operator');
  return { value: result, brackets, depth, mostOperands, length };
}

/** The digit at a rank, 0 being the smallest. */
function atRank(counts: readonly number[], rank: number): number {
  let seen = 0;
  return counts.findIndex((times) => (seen += times) > rank);
}

const fromCounts: Readonly<Record<ListOperator, (counts: readonly number[], count: number) => number>> = {
  MIN: (counts) => atRank(counts, 0),
  MAX: (counts, count) => atRank(counts, count - 1),
  MED: (counts, count) => (atRank(counts, (count - 1) >> 1) + atRank(counts, count >> 1)) >> 1,
  SM: (counts) => counts.reduce((sum, times, digit) => (sum + times * digit) % 10, 0),
};
