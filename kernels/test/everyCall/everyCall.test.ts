import '@tensorflow/tfjs-backend-cpu';
import { setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as conformance from '../../src/conformance/index.ts';
import * as main from '../../src/index.ts';
import * as layers from '../../src/layers/index.ts';
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
import { ofLayers } from './layerCalls.ts';
import { complaints } from './tries.ts';
import type { Call } from './tries.ts';

/*
 * Whatever is handed to a public call, it works or says which argument can't be used: no call fails with an error of the language from
 * inside. What calls return is tried in methods.test.ts, and the entry point "node", in a process of its own, in runtime/everyNodeCall.test.ts.
 */

const entries: readonly [name: string, exports: object, good: Good][] = [
  ['.', main, ofMain],
  ['operators', operators, ofOperators],
  ['reference', references, ofReferences],
  ['math', math, ofMath],
  ['random', random, ofRandom],
  ['plans', plans, ofPlans],
  ['conformance', conformance, ofConformance],
  ['layers', layers, ofLayers],
  ['model', models, ofModels],
  ['tasks', tasks, ofTasks],
  ['training', training, ofTraining],
];

beforeAll(() => setBackend('cpu'));
afterAll(() => main.sharedSession().then((session) => session.dispose()));

describe.each(entries)('%s', (_, exports, good) => {
  const calls = Object.entries(exports).filter((entry): entry is [string, Call] => typeof entry[1] === 'function');

  test('is tried in all of its calls', () => {
    expect(Object.keys(good).sort()).toEqual(calls.map(([name]) => name).sort());
  });

  test.each(calls.filter(([name]) => good[name]))('%s', async (name, call) => {
    // As it is meant: what reads files finds none in an empty folder.
    expect(await complaints(call, good[name]!)).toEqual([]);
  });
});
