/** A word, a number, a string or a sign of a text. */
export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'sign';
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Whether white space is before and after it, as around an operation with two sides. */
  readonly apart: boolean;
}

const COMMENT = String.raw`\/\/[^\n]*|\/\*[\s\S]*?\*\/`;
const STRING = String.raw`'(?:[^'\\\n]|\\.)*'`;
const NUMBER = String.raw`0x[\da-fA-F]+u?|\d+(?:\.\d+)?(?:[eE][-+]?\d+)?[uif]?\b`;
const NAME = String.raw`@?[A-Za-z_λ][\wλ]*`;
const SIGN = String.raw`\$\{|[=!]==?|[<>]=|=>|->|&&|\|\||\+\+|--|<<|>>|[-+*/]=|\S`;
const TOKEN = new RegExp(`(${COMMENT})|(${STRING})|(${NUMBER})|(${NAME})|(${SIGN})`, 'g');

/** The tokens of text[start, end) in their order, comments left out. WGSL, TypeScript and AssemblyScript read alike here. */
export function tokensIn(text: string, start: number, end: number): Token[] {
  const tokens: Token[] = [];
  for (const match of text.slice(start, end).matchAll(TOKEN)) {
    const [whole, comment, string, number, name] = match;
    if (comment !== undefined) continue;
    const at = start + match.index;
    const kind =
      string !== undefined ? 'string' : number !== undefined ? 'number' : name !== undefined ? 'name' : 'sign';
    const apart = /\s/.test(text[at - 1] ?? ' ') && /\s/.test(text[at + whole.length] ?? ' ');
    tokens.push({ kind, text: whole, start: at, end: at + whole.length, apart });
  }
  return tokens;
}

const OPENS = new Set(['(', '[', '{', '${']);
const CLOSES = new Set([')', ']', '}']);

export const opens = (token: Token | undefined): boolean => token !== undefined && OPENS.has(token.text);
export const closes = (token: Token | undefined): boolean => token !== undefined && CLOSES.has(token.text);

/** Index of the token that closes what the token at `index` opens; -1 where it is not closed. */
export function closing(tokens: readonly Token[], index: number): number {
  let depth = 0;
  for (let at = index; at < tokens.length; at++) {
    if (opens(tokens[at])) depth++;
    if (closes(tokens[at]) && --depth === 0) return at;
  }
  return -1;
}

/** Index of the token that opens what the token at `index` closes; -1 where nothing does. */
export function opening(tokens: readonly Token[], index: number): number {
  let depth = 0;
  for (let at = index; at >= 0; at--) {
    if (closes(tokens[at])) depth++;
    if (opens(tokens[at]) && --depth === 0) return at;
  }
  return -1;
}
