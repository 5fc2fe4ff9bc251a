import { batchAt, taskOf, type Task, type TokenRange } from '@vla/kernels/tasks';
import type { RunOptions } from '@vla/kernels/training';

/** What a reader types to ask a model, by field. */
export type Typed = Readonly<Record<string, string>>;

export interface QuestionField {
  readonly key: 'pairs' | 'queries' | 'symbols';
  readonly label: string;
  readonly help: string;
}

/** A sequence for the model, and what it should say where. */
export interface ParsedQuestion {
  readonly tokens: readonly number[];
  /** Tokens that the model adds by itself. */
  readonly added: number;
  /** Positions at which it is asked something, with the right answer. */
  readonly asked: readonly { readonly position: number; readonly about: string; readonly right: number }[];
}

/** How a task's questions are asked by hand. */
export interface QuestionForm {
  readonly fields: readonly QuestionField[];
  /** Unseen sequence `index` of the task, as somebody would type it. */
  readonly example: (index: number) => Typed;
  /** Throws Error with a sentence for the reader where something cannot be used. */
  readonly parse: (typed: Typed) => ParsedQuestion;
}

/** Null for a task that has no form here. */
export function questionForm({ task: { name, settings }, seed = 0 }: RunOptions): QuestionForm | null {
  const task = taskOf(name, settings);
  const sequence = (index: number): number[] => [...batchAt({ task, split: 'test', seed, index, size: 1 }).tokens];
  if (name === 'copy' && task.settings['feed'] === 'answers') return copyForm(task, sequence);
  if (name === 'mqar' || name === 'delayed-recall') return recallForm(task, sequence);
  return null;
}

function recallForm(task: Task, sequence: (index: number) => number[]): QuestionForm {
  const pairs = Number(task.settings['pairs']);
  const { keys, values } = task.ranges as Record<'keys' | 'values', TokenRange>;
  const queries = Number(task.settings['queries'] ?? 1);
  /** Noise tokens between pairs and queries. */
  const gap = Number(task.settings['delay'] ?? 0);
  return {
    fields: [
      {
        key: 'pairs',
        label: 'Pairs, key and value',
        help: `${pairs === 1 ? 'One pair' : `${pairs} pairs, with commas between them`}. Keys are ${inWords(keys)}, values ${inWords(values)}.`,
      },
      { key: 'queries', label: queries === 1 ? 'Query' : 'Queries', help: 'Keys from above, as they are asked for.' },
    ],
    example(index) {
      const tokens = sequence(index);
      const written = Array.from({ length: pairs }, (_, i) => `${tokens[2 * i]} ${tokens[2 * i + 1]}`);
      const asked = tokens.slice(2 * pairs).filter((token) => tokens.slice(0, 2 * pairs).includes(token));
      return { pairs: written.join(', '), queries: asked.slice(-queries).join(' ') };
    },
    parse({ pairs: typedPairs = '', queries: typedQueries = '' }) {
      const given = typedPairs.split(',').map((pair) => numbers(pair, 'Pairs'));
      if (given.length !== pairs || given.some((pair) => pair.length !== 2)) {
        throw new Error(`Enter ${pairs === 1 ? 'one pair' : `${pairs} pairs`}: the model was trained with so many.`);
      }
      given.forEach(([key, value]) => {
        if (!isIn(keys, key!)) throw new Error(`${key} is no key: keys are ${inWords(keys)}.`);
        if (!isIn(values, value!)) throw new Error(`${value} is no value: values are ${inWords(values)}.`);
      });
      const stored = new Map(given.map(([key, value]) => [key!, value!]));
      if (stored.size < pairs) throw new Error('Two pairs have the same key.');
      const asked = numbers(typedQueries, 'Queries');
      if (asked.length === 0 || asked.length > queries) {
        throw new Error(queries === 1 ? 'Enter one query.' : `Enter one to ${queries} queries.`);
      }
      const unknown = asked.find((key) => !stored.has(key));
      if (unknown !== undefined) throw new Error(`${unknown} is not among the keys of the pairs.`);
      const noise = sequence(0).slice(2 * pairs, 2 * pairs + gap);
      const start = 2 * pairs + gap;
      return {
        tokens: [...given.flat(), ...noise, ...asked],
        added: 0,
        asked: asked.map((key, i) => ({ position: start + i, about: `key ${key}`, right: stored.get(key)! })),
      };
    },
  };
}

function copyForm(task: Task, sequence: (index: number) => number[]): QuestionForm {
  const count = Number(task.settings['symbols']);
  const alphabet = task.ranges!['symbols']!;
  return {
    fields: [{ key: 'symbols', label: 'Symbols', help: `${count} of them, each ${inWords(alphabet)}.` }],
    example: (index) => ({ symbols: sequence(index).slice(0, count).join(' ') }),
    parse({ symbols = '' }) {
      const given = numbers(symbols, 'Symbols');
      if (given.length !== count) throw new Error(`Enter ${count} symbols: the model was trained with so many.`);
      const wrong = given.find((token) => !isIn(alphabet, token));
      if (wrong !== undefined) throw new Error(`${wrong} is no symbol: symbols are ${inWords(alphabet)}.`);
      const asked = given.map((right, i) => ({ position: count + i, about: `symbol ${i + 1}`, right }));
      // Token 1 asks for the copy; the model then reads its own answers.
      return { tokens: [...given, 1], added: count - 1, asked };
    },
  };
}

const inWords = ({ first, size }: TokenRange): string => `${first} to ${first + size - 1}`;

const isIn = ({ first, size }: TokenRange, token: number): boolean => token >= first && token < first + size;

function numbers(text: string, field: string): number[] {
  const words = text.trim().split(/\s+/).filter(Boolean);
  const wrong = words.find((word) => !/^\d{1,6}$/.test(word));
  if (wrong !== undefined) throw new Error(`${field}: “${wrong.slice(0, 20)}” is not a whole number.`);
  return words.map(Number);
}
