import { ArgumentError } from '../../errors.ts';

/** Largest finite float32. State and devices compute in float32, so nothing larger can enter. */
export const FLOAT32_MAX = 3.4028234663852886e38;

/** Options that every operator takes; see RunOptions. */
const RUN_OPTION_NAMES = ['session', 'form', 'chunkLength', 'segments', 'signal', 'onProgress'];
const FORMS = ['auto', 'recurrent', 'chunk', 'parallel', 'full'];

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

export const isNonNegative = (value: number): boolean => value >= 0 && value <= FLOAT32_MAX;
export const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

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

/** Checks the run options, and that nothing but them and the operator's own options is there. */
export function checkOptions(value: unknown, own: readonly string[]): void {
  checkKeys('options', value, [...own, ...RUN_OPTION_NAMES]);
  const options = value as Record<string, unknown>;
  choiceOption({ name: 'form', value: options.form, fallback: 'auto', choices: FORMS });
  for (const name of ['chunkLength', 'segments']) {
    if (options[name] === undefined) continue;
    const accept = (count: number): boolean => Number.isSafeInteger(count) && count >= 1;
    numberOption({ name, value: options[name], expected: 'an integer of at least 1', accept });
  }
  if (options.onProgress !== undefined && typeof options.onProgress !== 'function') {
    throw new ArgumentError('onProgress', `was ${describe(options.onProgress)}; expected a function`);
  }
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

/** [2,3,4] as "[2, 3, 4]". */
export function formatShape(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}

/** Position of element `offset` in a row-major tensor, one index per axis. */
export function indexAt(shape: readonly number[], offset: number): number[] {
  const index: number[] = new Array(shape.length);
  let rest = offset;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index[axis] = rest % shape[axis];
    rest = Math.floor(rest / shape[axis]);
  }
  return index;
}
