import '@tensorflow/tfjs-backend-cpu';
import { setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ArgumentError, DeviceError } from '../../src/index.ts';
import * as conformance from '../../src/conformance/index.ts';
import * as main from '../../src/index.ts';
import * as math from '../../src/math/index.ts';
import * as models from '../../src/model/index.ts';
import * as operators from '../../src/operators.ts';
import * as plans from '../../src/plans.ts';
import * as random from '../../src/random.ts';
import * as references from '../../src/reference.ts';
import * as tasks from '../../src/tasks/index.ts';
import * as training from '../../src/training/index.ts';
import { ofConformance, ofMain, ofMath, ofOperators, ofPlans, ofRandom, ofReferences } from './calls.ts';
import type { Good } from './calls.ts';
import { ofModels, ofTasks, ofTraining } from './higherCalls.ts';

/*
 * Whatever is handed to a public call, it works or says which argument can't be used: no call fails with an error of the language from
 * inside. Layers and sessions, which are classes of their own, are in layers/arguments.test.ts and publicArguments.test.ts.
 */

const entries: readonly [name: string, exports: object, good: Good][] = [
  ['.', main, ofMain],
  ['operators', operators, ofOperators],
  ['reference', references, ofReferences],
  ['math', math, ofMath],
  ['random', random, ofRandom],
  ['plans', plans, ofPlans],
  ['conformance', conformance, ofConformance],
  ['model', models, ofModels],
  ['tasks', tasks, ofTasks],
  ['training', training, ofTraining],
];

type Call = (...args: readonly unknown[]) => unknown;

const isClass = (value: object): boolean => Function.prototype.toString.call(value).startsWith('class');
const called = (value: Call, args: readonly unknown[]): unknown =>
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

/** What went wrong in a way that no caller understands, or null. */
async function complaint(value: Call, args: readonly unknown[]): Promise<string | null> {
  try {
    const result = await called(value, args);
    (result as { dispose?: () => void } | undefined)?.dispose?.();
    return null;
  } catch (error) {
    const known = error instanceof ArgumentError || error instanceof DeviceError;
    return known && error.message.length > 0 ? null : String(error);
  }
}

beforeAll(() => setBackend('cpu'));
afterAll(() => main.sharedSession().then((session) => session.dispose()));

describe.each(entries)('%s', (_, exports, good) => {
  const calls = Object.entries(exports).filter((entry): entry is [string, Call] => typeof entry[1] === 'function');

  test('is tried in all of its calls', () => {
    expect(Object.keys(good).sort()).toEqual(calls.map(([name]) => name).sort());
  });

  test.each(calls.filter(([name]) => good[name]))('%s', async (name, call) => {
    const argumentsOf = good[name]!;
    // As it is meant: what reads files finds none in an empty folder.
    const meant = await complaint(call, argumentsOf());
    expect(meant, 'as it is meant').toBeNull();
    const complaints: string[] = [];
    for (const [words, args] of [...variations(argumentsOf()), ['nothing', []] as const]) {
      const found = await complaint(call, args);
      if (found !== null) complaints.push(`${words} → ${found}`);
    }
    expect(complaints).toEqual([]);
  });
});
