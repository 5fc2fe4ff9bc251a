import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keptIn } from './kept.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kept-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const sources = (own: string, shared: string) => ({
  hash: own + shared,
  modules: { 'src/experiments/a/compute.ts': own, 'kernels/src/ops/vla/step.ts': shared },
  packages: { maths: '1.0.0' },
});

test('a part is found again by the same code, whatever the order of its fields, and by nothing else', () => {
  const kept = keptIn(folder);
  const first = kept('a', sources('1', '2'));
  expect(first.read({ mixer: 'vla', seed: 1 })).toBeUndefined();
  first.write({ mixer: 'vla', seed: 1 }, { steps: 20 });
  expect(first.read({ seed: 1, mixer: 'vla' })).toEqual({ steps: 20 });
  expect(first.read({ mixer: 'vla', seed: 2 })).toBeUndefined();
  expect(kept('a', sources('changed', '2')).read({ mixer: 'vla', seed: 1 })).toEqual({ steps: 20 });
  expect(kept('a', sources('1', 'changed')).read({ mixer: 'vla', seed: 1 })).toBeUndefined();
  const newer = { ...sources('1', '2'), packages: { maths: '1.1.0' } };
  expect(kept('a', newer).read({ mixer: 'vla', seed: 1 })).toBeUndefined();
});

test('a part that is read brings the time it took, also to another figure; one that is computed does not', async () => {
  const kept = keptIn(join(folder, 'timed'));
  const shared = { hash: '2', modules: { 'kernels/src/ops/vla/step.ts': '2' }, packages: {} };
  const first = kept('a', shared);
  for (const seed of [1, 2]) {
    expect(first.read({ seed })).toBeUndefined();
    await wait(60);
    first.write({ seed }, { steps: 20 });
  }
  expect(first.secondsRead()).toBe(0);
  const second = kept('b', shared);
  second.read({ seed: 1 });
  const one = second.secondsRead();
  expect(one).toBeGreaterThan(0.05);
  second.read({ seed: 2 });
  expect(second.secondsRead()).toBeGreaterThan(one + 0.05);
  expect(() => second.write({ seed: 3 }, {})).toThrow('not asked for before');
});
