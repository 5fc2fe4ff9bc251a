import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
