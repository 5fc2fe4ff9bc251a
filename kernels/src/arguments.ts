import { ArgumentError } from './errors.ts';

/** Throws unless `value` is an object whose keys are all in `known`. */
export function checkKeys(name: string, value: unknown, known: readonly string[]): asserts value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ArgumentError(name, `was ${describe(value)}; expected an object with ${known.join(', ')}`);
  }
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) {
      throw new ArgumentError(`${name}.${key}`, `is not known; expected one of ${known.join(', ')}`);
    }
  }
}

/** The option's value, or its default when absent. Throws unless `accept` holds; `expected` says it in words. */
export function numberOption(args: {
  name: string;
  value: unknown;
  fallback?: number;
  expected: string;
  accept: (value: number) => boolean;
}): number {
  const value = args.value === undefined ? args.fallback : args.value;
  if (typeof value !== 'number' || !args.accept(value)) {
    throw new ArgumentError(args.name, `was ${describe(value)}; expected ${args.expected}`);
  }
  return value;
}

export function choiceOption<Choice extends string>(args: {
  name: string;
  value: unknown;
  fallback: Choice;
  choices: readonly Choice[];
}): Choice {
  const value = args.value === undefined ? args.fallback : args.value;
  if (!args.choices.includes(value as Choice)) {
    const expected = args.choices.map((choice) => `"${choice}"`).join(' or ');
    throw new ArgumentError(args.name, `was ${describe(value)}; expected ${expected}`);
  }
  return value as Choice;
}

export function flagOption(args: { name: string; value: unknown }): boolean {
  if (args.value !== undefined && typeof args.value !== 'boolean') {
    throw new ArgumentError(args.name, `was ${describe(args.value)}; expected true or false`);
  }
  return args.value === true;
}

/** A value in a few words, for error messages: what the caller actually handed over. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return 'a plain array';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'symbol') return 'a symbol';
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  return tag === 'Object' ? 'an object' : `${/^[AEIOU]/.test(tag) ? 'an' : 'a'} ${tag}`;
}
