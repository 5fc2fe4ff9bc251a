import { ArgumentError, DeviceError } from '../../src/index.ts';
import { AttentionLayer, PenaltyBuilder } from '../../src/layers/index.ts';
import * as operators from '../../src/operators.ts';

/* Calls with what a caller may hand over by mistake. */

export type Call = (...args: readonly unknown[]) => unknown;

const isClass = (value: object): boolean => Function.prototype.toString.call(value).startsWith('class');
export const called = (value: Call, args: readonly unknown[]): unknown =>
  isClass(value) ? Reflect.construct(value, args) : value(...args);

/** What a caller may hand over by mistake. */
const wrong: readonly unknown[] = [undefined, null, 3, -1, 0.5, NaN, 'x', true, {}, [], [null], [{}], () => undefined];

/** The same arguments, one of them, or a field of one, replaced. */
function* variations(args: readonly unknown[]): Generator<readonly [words: string, args: readonly unknown[]]> {
  for (const [i, arg] of args.entries()) {
    for (const value of wrong) {
      if (typeof value === 'function' && typeof arg === 'function') continue;
      yield [`argument ${i}: ${shown(value)}`, replaced(args, i, value)];
    }
    for (const [words, changed] of inside(arg, 3)) yield [`argument ${i}${words}`, replaced(args, i, changed)];
  }
}

/** Plain objects and short arrays in which one thing is another. */
function* inside(value: unknown, depth: number): Generator<readonly [words: string, value: unknown]> {
  if (depth === 0 || typeof value !== 'object' || value === null) return;
  // Operators are taken whole: who changes one writes an operator.
  if (Object.values<unknown>(operators.operators).includes(value)) return;
  const plain = Object.getPrototypeOf(value) === Object.prototype;
  if (!plain && !(Array.isArray(value) && value.length <= 3)) return;
  for (const [key, field] of Object.entries(value)) {
    const changed = (to: unknown): unknown =>
      plain ? { ...value, [key]: to } : replaced(value as readonly unknown[], Number(key), to);
    for (const other of wrong) {
      // What a function of the caller's does is the caller's.
      if (typeof other === 'function' && typeof field === 'function') continue;
      yield [`.${key}: ${shown(other)}`, changed(other)];
    }
    for (const [words, deeper] of inside(field, depth - 1)) yield [`.${key}${words}`, changed(deeper)];
  }
}

const replaced = (values: readonly unknown[], at: number, by: unknown): unknown[] =>
  values.map((value, i) => (i === at ? by : value));

const shown = (value: unknown): string =>
  typeof value === 'function' ? 'a function' : (JSON.stringify(value) ?? String(value));

/** A layer that has no weights yet refuses to be disposed. */
function free(result: unknown): void {
  if (result instanceof AttentionLayer || result instanceof PenaltyBuilder) return;
  (result as { dispose?: () => void } | undefined)?.dispose?.();
}

/** What went wrong in a way that no caller understands, or null. */
export async function complaint(value: Call, args: readonly unknown[]): Promise<string | null> {
  try {
    free(await called(value, args));
    return null;
  } catch (error) {
    const known = error instanceof ArgumentError || error instanceof DeviceError;
    return known && error.message.length > 0 ? null : String(error);
  }
}

/** What went wrong of a call as it is meant, of each variation of it, and without arguments. */
export async function complaints(value: Call, argumentsOf: () => readonly unknown[]): Promise<string[]> {
  const found: string[] = [];
  const meant = await complaint(value, argumentsOf());
  if (meant !== null) found.push(`as it is meant → ${meant}`);
  for (const [words, args] of [...variations(argumentsOf()), ['nothing', []] as const]) {
    const said = await complaint(value, args);
    if (said !== null) found.push(`${words} → ${said}`);
  }
  return found;
}
