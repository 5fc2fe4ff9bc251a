import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { serialize } from 'node:v8';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { UnfinishedCandidate } from '../../src/lib/training/candidate.ts';
import { keptIn } from './kept.ts';
import { readUnfinished, storeIn } from './unfinished.ts';

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
  expect(second.processorSecondsRead()).toBe(0);
  second.read({ seed: 4 });
  second.write({ seed: 4 }, { steps: 20, processorSeconds: 7 });
  const third = kept('c', shared);
  for (const seed of [1, 4]) third.read({ seed });
  expect(third.processorSecondsRead()).toBe(7);
  expect(second.secondsRead()).toBeGreaterThan(one + 0.05);
  expect(() => second.write({ seed: 3 }, {})).toThrow('not asked for before');
});

test('a part that has begun has a file of its own, which is gone when the part is there; its time counts', () => {
  const kept = keptIn(join(folder, 'begun'));
  const first = kept('a', sources('1', '2'));
  const [file, other] = [{ seed: 1 }, { seed: 2 }].map((part) => first.fileFor!(part));
  expect(file).not.toBe(other);
  expect(kept('a', sources('1', 'changed')).fileFor!({ seed: 1 })).not.toBe(file);
  const begun: UnfinishedCandidate = { checkpoint: new Uint8Array([1, 2, 3]), losses: [0.5], curve: [] };
  mkdirSync(join(folder, 'begun'), { recursive: true });
  writeFileSync(file!, serialize({ candidate: begun, seconds: 100, processorSeconds: 60 }));
  expect(first.read({ seed: 1 })).toBeUndefined();
  const store = storeIn(file!, () => 5);
  expect(store.read()).toEqual(begun);
  expect(store.processorSeconds()).toBe(65);
  store.write({ ...begun, losses: [0.5, 0.25] });
  const stored = readUnfinished(file!)!;
  expect(stored).toMatchObject({ candidate: { losses: [0.5, 0.25] }, processorSeconds: 65 });
  expect(stored.seconds).toBeGreaterThanOrEqual(100);
  first.write({ seed: 1 }, { steps: 20 });
  expect(existsSync(file!)).toBe(false);
  const later = kept('a', sources('1', '2'));
  later.read({ seed: 1 });
  expect(later.secondsRead()).toBeGreaterThanOrEqual(100);
});
