import { ArgumentError } from '../../errors.ts';
import { aText, iterable } from '../../shapes.ts';

/** Operators of ListOps, in the order of their tokens. SM is the sum modulo 10. */
export const operators = ['MIN', 'MAX', 'MED', 'SM'] as const;
export type ListOperator = (typeof operators)[number];

/** Digits 0 … 9 are their own tokens, so an answer is a token too. */
const FIRST_OPERATOR = 10;
export const CLOSE = FIRST_OPERATOR + operators.length;
/** Fills a sequence up after its last bracket. A causal model never sees it before it answers. */
export const PADDING = CLOSE + 1;
export const VOCABULARY = PADDING + 1;

export const tokenOf = (operator: ListOperator): number => FIRST_OPERATOR + operators.indexOf(operator);

/** The operator of a token, or null for any other token. */
export const operatorOf = (token: number): ListOperator | null => operators[token - FIRST_OPERATOR] ?? null;

/** The words of tokens up to the padding: `[MAX 2 9 [MIN 4 7 ] 0 ]`. */
export function writtenAs(tokens: Iterable<number>): string {
  iterable('tokens', tokens);
  const words: string[] = [];
  for (const token of tokens) {
    if (token === PADDING) break;
    const operator = operatorOf(token);
    words.push(operator ? `[${operator}` : token === CLOSE ? ']' : String(token));
  }
  return words.join(' ');
}

/**
 * The tokens of an expression as people and the published files write it: `[MAX 2 9 [MIN 4 7] 0]`. The published files put
 * round brackets around each step of a left-branching tree; those say nothing more and are left out. Whether the
 * tokens make an expression is for `checkExpression` to say.
 *
 * @throws ArgumentError naming the first word that is none
 */
export function readExpression(text: string): number[] {
  aText('text', text);
  const words = text.match(/\[[A-Za-z]*|[\]()]|[^\s[\]()]+/g) ?? [];
  return words.filter((word) => word !== '(' && word !== ')').map(tokenOfWord);
}

function tokenOfWord(word: string): number {
  if (word === ']') return CLOSE;
  if (/^[0-9]$/.test(word)) return Number(word);
  const operator = operators.find((name) => word.toUpperCase() === `[${name}`);
  if (operator) return tokenOf(operator);
  const expected = `a digit, "]" or one of ${operators.map((name) => `"[${name}"`).join(', ')}`;
  throw new ArgumentError('expression', `had the word "${word.slice(0, 40)}"; expected ${expected}`);
}
