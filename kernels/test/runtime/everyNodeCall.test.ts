import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import * as node from '../../src/node.ts';
import { complaints } from '../everyCall/tries.ts';
import type { Call } from '../everyCall/tries.ts';

/* As everyCall.test.ts, for the entry point that changes what the process has. */

const good: Readonly<Record<string, () => readonly unknown[]>> = {
  nodeFolder: () => [fileURLToPath(new URL('.', import.meta.url))],
  nodeGpu: () => [{ driver: 'lavapipe' }],
  openNodeSession: () => [{ driver: 'lavapipe', timeLimit: 60_000 }],
};

test('every call of the entry point is tried', () => {
  const calls = Object.entries(node).filter(([, value]) => typeof value === 'function');
  expect(Object.keys(good).sort()).toEqual(calls.map(([name]) => name).sort());
});

test.each(Object.keys(good))('%s', async (name) => {
  const call = (node as unknown as Readonly<Record<string, Call>>)[name]!;
  expect(await complaints(call, good[name]!)).toEqual([]);
});
