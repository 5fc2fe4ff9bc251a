import { batchAt, taskOf, type Task } from '@vla/kernels/tasks';
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
  const { keys, values, queries, gap } = task.name === 'mqar' ? mqarTokens(task) : delayedTokens(task);
  return {
    fields: [
      {
        key: 'pairs',
        label: 'Pairs, key and value',
        help: `${pairs === 1 ? 'One pair' : `${pairs} pairs, with commas between them`}. Keys are ${keys.text}, values ${values.text}.`,
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
        if (!keys.includes(key!)) throw new Error(`${key} is no key: keys are ${keys.text}.`);
        if (!values.includes(value!)) throw new Error(`${value} is no value: values are ${values.text}.`);
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
  const alphabet = range(2, task.vocabulary - 2);
  return {
    fields: [{ key: 'symbols', label: 'Symbols', help: `${count} of them, each ${alphabet.text}.` }],
    example: (index) => ({ symbols: sequence(index).slice(0, count).join(' ') }),
    parse({ symbols = '' }) {
      const given = numbers(symbols, 'Symbols');
      if (given.length !== count) throw new Error(`Enter ${count} symbols: the model was trained with so many.`);
      const wrong = given.find((token) => !alphabet.includes(token));
      if (wrong !== undefined) throw new Error(`${wrong} is no symbol: symbols are ${alphabet.text}.`);
      const asked = given.map((right, i) => ({ position: count + i, about: `symbol ${i + 1}`, right }));
      // Token 1 asks for the copy; the model then reads its own answers.
      return { tokens: [...given, 1], added: count - 1, asked };
    },
  };
}

interface Tokens {
  readonly keys: TokenRange;
  readonly values: TokenRange;
  readonly queries: number;
  /** Noise tokens between pairs and queries. */
  readonly gap: number;
}

/** As in the task mqar. */
function mqarTokens({ settings, vocabulary }: Task): Tokens {
  const size = Math.floor((vocabulary - 1) / (settings['distractors'] === 'noise' ? 3 : 2));
  return { keys: range(1, size), values: range(1 + size, size), queries: Number(settings['queries']), gap: 0 };
}

/** As in the task delayed-recall. */
function delayedTokens({ settings, vocabulary }: Task): Tokens {
  const size = Math.floor(vocabulary / 3);
  return { keys: range(0, size), values: range(size, size), queries: 1, gap: Number(settings['delay']) };
}

interface TokenRange {
  readonly text: string;
  readonly includes: (token: number) => boolean;
}

function range(first: number, size: number): TokenRange {
  const last = first + size - 1;
  return { text: `${first} to ${last}`, includes: (token) => token >= first && token <= last };
}

function numbers(text: string, field: string): number[] {
  const words = text.trim().split(/\s+/).filter(Boolean);
  const wrong = words.find((word) => !/^\d{1,6}$/.test(word));
  if (wrong !== undefined) throw new Error(`${field}: “${wrong.slice(0, 20)}” is not a whole number.`);
  return words.map(Number);
}
