import { ArgumentError } from '@vla/kernels';
import { branchOf, checkExpression, readExpression, writtenAs } from '@vla/kernels/tasks';
import type { Branch, ListOperator } from '@vla/kernels/tasks';
import { sentence } from '../../lib/sentence.ts';

/** An operator with its operands, and where it stands. */
export interface Bracket {
  readonly operator: ListOperator;
  readonly operands: readonly (number | Bracket)[];
  /** Levels from 1, the outermost. */
  readonly level: number;
  /** Position of its closing token, at which a model is asked for its value. */
  readonly position: number;
  /** What the checker finds that it comes to. */
  readonly value: number;
  /** As people write it. */
  readonly text: string;
}

export interface Expression {
  readonly tokens: readonly number[];
  readonly root: Bracket;
  /** All brackets, in the order in which they close. */
  readonly brackets: readonly Bracket[];
  /** The same for the rules that guess. */
  readonly tree: Branch;
}

/** More tokens than this are not drawn. */
export const mostTokens = 256;

/**
 * Reads what somebody typed.
 *
 * @throws Error with a sentence for the reader where it is no expression
 */
export function expressionOf(text: string): Expression {
  const tokens = inWords(() => readExpression(text));
  if (tokens.length > mostTokens) {
    throw new Error(`The expression has ${tokens.length} tokens; at most ${mostTokens} are drawn here.`);
  }
  const checked = inWords(() => checkExpression(tokens));
  if (checked.brackets.length === 0) {
    throw new Error('The expression is a digit alone: enter an operator with its operands, such as [MAX 2 9].');
  }
  const values = new Map(checked.brackets.map(({ position, value }) => [position, value]));
  const brackets: Bracket[] = [];
  const words = tokens.map((token) => writtenAs([token]));
  let position = 0;
  const read = (level: number): number | Bracket => {
    const start = position++;
    const word = words[start]!;
    if (!word.startsWith('[')) return Number(word);
    const operands: (number | Bracket)[] = [];
    while (words[position] !== ']') operands.push(read(level + 1));
    const close = position++;
    const bracket: Bracket = {
      operator: word.slice(1) as ListOperator,
      operands,
      level,
      position: close,
      value: values.get(close)!,
      text: writtenAs(tokens.slice(start, close + 1)),
    };
    brackets.push(bracket);
    return bracket;
  };
  const root = read(1) as Bracket;
  return { tokens, root, brackets, tree: treeOf(root) };
}

function treeOf({ operator, operands }: Bracket): Branch {
  return branchOf(
    operator,
    operands.map((operand) => (typeof operand === 'number' ? operand : treeOf(operand))),
  );
}

/** The kernels’ own words, as a sentence about the expression. */
function inWords<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    throw new Error(sentence(error.message.replace(/^expression: /, 'The expression ')), { cause: error });
  }
}
