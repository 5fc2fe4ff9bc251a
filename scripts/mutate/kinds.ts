import { closes, closing, opening, opens } from './tokens.ts';
import type { Token } from './tokens.ts';

/** A text in the place of another. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What a kind of change looks at: a token of a region, those around it, and the text of the file. */
export interface Place {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly index: number;
}

/** The changes of one kind at a place. */
export type Kind = (place: Place) => Edit[];

const instead = ({ start, end }: Token, text: string): Edit => ({ start, end, text });
const swapped = (pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, string> =>
  new Map(pairs.flatMap(([one, other]) => [[one, other] as const, [other, one] as const]));

/** A sign between two sides by another. */
const signBy =
  (table: ReadonlyMap<string, string>): Kind =>
  ({ tokens, index }) => {
    const token = tokens[index]!;
    const other = token.kind === 'sign' && token.apart ? table.get(token.text) : undefined;
    return other === undefined ? [] : [instead(token, other)];
  };

const nameBy =
  (table: ReadonlyMap<string, string>): Kind =>
  ({ tokens, index }) => {
    const other = tokens[index + 1]?.text === '(' ? table.get(tokens[index]!.text) : undefined;
    return other === undefined ? [] : [instead(tokens[index]!, other)];
  };

const vectorOperation = nameBy(
  swapped([
    ['add', 'sub'],
    ['min', 'max'],
    ['all', 'any'],
    ['floor', 'ceil'],
  ]),
);

/** `mul` has an opposite that is there for vectors of integers, too. */
const product: Kind = (place) => [
  ...signBy(swapped([['*', '/']]))(place),
  ...(place.tokens[place.index]!.text === 'mul' ? [instead(place.tokens[place.index]!, 'add')] : []),
];

/** A number by its neighbours; those of attributes say where and how a shader runs, not what it computes. */
const constant: Kind = ({ tokens, index }) => {
  const token = tokens[index]!;
  const before = tokens[index - 2]?.text ?? '';
  if (token.kind !== 'number' || before.startsWith('@')) return [];
  const [, digits, suffix] = /^([\d.eE+-]+?)([uif]?)$/.exec(token.text) ?? [];
  const value = Number(digits);
  if (digits === undefined || Number.isNaN(value)) return [];
  if (!Number.isInteger(value) || digits.includes('e')) return [instead(token, `${2 * value}${suffix}`)];
  const point = digits.includes('.') ? '.0' : '';
  const near = value > 0 ? [value - 1, value + 1] : [value + 1];
  return near.map((other) => instead(token, `${other}${point}${suffix}`));
};

/** Where an operand that ends at `index` begins: a name with its members, calls and entries, a number, or what is in brackets. */
function operandStart(tokens: readonly Token[], index: number): number {
  let at = index;
  while (closes(tokens[at])) {
    at = opening(tokens, at);
    if (at <= 0 || tokens[at]!.text === '${' || tokens[at - 1]!.kind !== 'name') return at;
    at--;
  }
  while (tokens[at - 1]?.text === '.') at = operandStart(tokens, at - 2);
  return at;
}

function operandEnd(tokens: readonly Token[], index: number): number {
  let at = opens(tokens[index]) ? closing(tokens, index) : index;
  while (at >= 0) {
    const next = tokens[at + 1];
    if (next?.text === '.') at += 2;
    else if ((next?.text === '(' || next?.text === '[') && next.start === tokens[at]!.end) at = closing(tokens, at + 1);
    else break;
  }
  return at;
}

/** `a - b` as `b - a`. */
const operands: Kind = ({ text, tokens, index }) => {
  const token = tokens[index]!;
  if (!token.apart || !['-', '/', '%', '<<', '>>'].includes(token.text)) return [];
  const [first, last] = [operandStart(tokens, index - 1), operandEnd(tokens, index + 1)];
  if (first < 0 || last < 0 || index === 0) return [];
  const [start, end] = [tokens[first]!.start, tokens[last]!.end];
  const [left, right] = [text.slice(start, tokens[index - 1]!.end), text.slice(tokens[index + 1]!.start, end)];
  return [{ start, end, text: `${right} ${token.text} ${left}` }];
};

/** Order of arguments says nothing for these. */
const SYMMETRIC = new Set(['min', 'max', 'dot', 'add', 'mul', 'eq', 'ne', 'if', 'for', 'while', 'switch']);

/** A call with two neighbouring arguments exchanged. */
const args: Kind = ({ text, tokens, index }) => {
  const name = tokens[index]!;
  const declares = ['fn', 'function'].includes(tokens[index - 1]?.text ?? '');
  if (name.kind !== 'name' || name.text.startsWith('@') || declares || SYMMETRIC.has(name.text)) return [];
  if (tokens[index + 1]?.text !== '(' || tokens[index + 1]!.start !== name.end) return [];
  const close = closing(tokens, index + 1);
  const parts: { start: number; end: number }[] = [];
  let [depth, first] = [0, index + 2];
  for (let at = index + 2; at <= close; at++) {
    if ((tokens[at]!.text === ',' && depth === 0) || at === close) {
      if (at > first) parts.push({ start: tokens[first]!.start, end: tokens[at - 1]!.end });
      first = at + 1;
    }
    depth += opens(tokens[at]) ? 1 : closes(tokens[at]) ? -1 : 0;
  }
  return parts.slice(1).flatMap((right, at) => {
    const left = parts[at]!;
    const [one, other] = [text.slice(left.start, left.end), text.slice(right.start, right.end)];
    const between = text.slice(left.end, right.start);
    return one === other ? [] : [{ start: left.start, end: right.end, text: other + between + one }];
  });
};

const WORDS = new Set(
  'fn let var const if else for while loop return break continue true false struct function new as in of usize'.split(
    ' ',
  ),
);

/** Whether a token stands for a value: not a word of the language, a type, a member, a function or what is declared. */
function isValue({ tokens, index }: Place): boolean {
  const { kind, text } = tokens[index]!;
  if (kind === 'string') return ['(', ',', '['].includes(tokens[index - 1]?.text ?? '');
  if (kind !== 'name' || WORDS.has(text) || text.startsWith('@')) return false;
  if (/^(?:[iufv]\d+|vec\d\w?|mat\d.*|array|bool|atomic|ptr)$/.test(text)) return false;
  // The type of a number: `${D}u`.
  if (tokens[index - 1]?.text === '}' && tokens[index - 1]!.end === tokens[index]!.start) return false;
  const [before, after] = [tokens[index - 1]?.text ?? '', tokens[index + 1]?.text ?? ''];
  return (
    !['.', ':', '@', 'fn', 'let', 'var', 'const', 'function', 'struct'].includes(before) &&
    !['(', ':', '=>', '<', '.'].some((sign) => sign === after && (sign !== '<' || !tokens[index + 1]!.apart))
  );
}

/** A value by another one of the same line: k where alpha should be. */
const value: Kind = (place) => {
  const { text, tokens, index } = place;
  if (!isValue(place)) return [];
  const token = tokens[index]!;
  const [start, end] = lineAround(text, token.start);
  const others = tokens.flatMap((other, at) => {
    const near = other.start >= start && other.end <= end && other.kind === token.kind;
    return near && other.text !== token.text && isValue({ ...place, index: at }) ? [other.text] : [];
  });
  return [...new Set(others)].map((other) => instead(token, other));
};

function lineAround(text: string, at: number): [number, number] {
  const end = text.indexOf('\n', at);
  return [text.lastIndexOf('\n', at) + 1, end < 0 ? text.length : end];
}

/** A condition that always or never holds; one of two that is enough; the other choice of a text. */
const condition: Kind = ({ text, tokens, index }) => {
  const token = tokens[index]!;
  if (token.text === 'if' && tokens[index + 1]?.text === '(') {
    const close = closing(tokens, index + 1);
    if (close < 0) return [];
    const inside = { start: tokens[index + 1]!.end, end: tokens[close]!.start };
    return ['true', 'false'].map((always) => ({ ...inside, text: always }));
  }
  if (['&&', '||'].includes(token.text)) return [instead(token, token.text === '&&' ? '||' : '&&')];
  if (token.text !== '?' || !token.apart) return [];
  let first = index;
  const ends = (one: Token): boolean =>
    ['(', '[', '{', '${', ',', '=>', '=', '?', ':', '`', 'return'].includes(one.text);
  while (first > 0 && !ends(tokens[first - 1]!)) {
    first--;
    if (closes(tokens[first])) first = opening(tokens, first);
  }
  if (first < 0 || first === index) return [];
  const [start, end] = [tokens[first]!.start, tokens[index - 1]!.end];
  return [{ start, end, text: `!(${text.slice(start, end)})` }];
};

/** Without a barrier: `workgroupBarrier();`. */
const barrier: Kind = ({ tokens, index }) => {
  const semicolon = tokens[index + 3];
  if (!/Barrier$/.test(tokens[index]!.text) || semicolon?.text !== ';') return [];
  return [{ start: tokens[index]!.start, end: semicolon.end, text: '' }];
};

/** Without an assignment, a store, or a call that has no result. */
const statement: Kind = ({ text, tokens, index }) => {
  const token = tokens[index]!;
  const [start, end] = lineAround(text, token.start);
  const line = text.slice(start, end).trim();
  if (token.start !== start + text.slice(start, end).search(/\S/) || !line.endsWith(';')) return [];
  if (token.kind !== 'name' || WORDS.has(token.text)) return [];
  // A line of several, or of which a part is a text of its own.
  if (line.slice(0, -1).includes(';') || line.includes('`') || line.includes('Barrier')) return [];
  return [{ start: token.start, end: end, text: '' }];
};

/** A loop without its last turn: `i += 4` ends where `i + 4` does. */
const bound: Kind = ({ text, tokens, index }) => {
  const token = tokens[index]!;
  if (token.text !== '<' || !token.apart || tokens[index - 2]?.text !== ';') return [];
  const semicolon = tokens.findIndex(({ text: sign }, at) => at > index && sign === ';');
  const [counter, step] = [tokens[semicolon + 1], tokens[semicolon + 2]];
  const close = tokens.findIndex((one, at) => at > semicolon && one.text === ')' && opening(tokens, at) < index);
  if (semicolon < 0 || close < 0 || counter?.text !== tokens[index - 1]!.text) return [];
  if (step?.text === '++') return [instead(token, '+ 1 <')];
  if (step?.text !== '+=') return [];
  return [instead(token, `+ (${text.slice(step.end, tokens[close]!.start).trim()}) <`)];
};

/** Without a sign in front. */
const negation: Kind = ({ tokens, index }) => {
  const token = tokens[index]!;
  if (!['-', '!'].includes(token.text) || tokens[index + 1]?.start !== token.end) return [];
  return [instead(token, '')];
};

/** Another component of a vector. */
const component: Kind = ({ tokens, index }) => {
  const token = tokens[index]!;
  const other = tokens[index - 1]?.text === '.' ? COMPONENTS.get(token.text) : undefined;
  return other === undefined ? [] : [instead(token, other)];
};
const COMPONENTS = swapped([
  ['x', 'y'],
  ['z', 'w'],
]);

/** The entry after the one that is meant. */
const entry: Kind = ({ tokens, index }) => {
  const token = tokens[index]!;
  if (token.text !== '[' || tokens[index - 1]?.kind !== 'name' || tokens[index - 1]!.end !== token.start) return [];
  const close = closing(tokens, index);
  return close < 0 ? [] : [{ start: tokens[close]!.start, end: tokens[close]!.start, text: ' + 1' }];
};

/** All kinds of changes, by the names that reports give them. */
export const kinds = {
  sign: signBy(
    swapped([
      ['+', '-'],
      ['+=', '-='],
    ]),
  ),
  comparison: signBy(
    swapped([
      ['<', '<='],
      ['>', '>='],
      ['==', '!='],
      ['===', '!=='],
    ]),
  ),
  operation: vectorOperation,
  product,
  constant,
  operands,
  arguments: args,
  value,
  condition,
  barrier,
  statement,
  bound,
  negation,
  component,
  entry,
} satisfies Record<string, Kind>;

export type KindName = keyof typeof kinds;
