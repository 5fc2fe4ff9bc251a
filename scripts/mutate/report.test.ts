import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { finishedRun, loadRun, saveRun } from './checkpoint.ts';
import type { Outcome } from './checkpoint.ts';
import { knownEquivalent } from './equivalent.ts';
import { testsFor } from './reach.ts';
import { reportOf, tallyOf } from './report.ts';

const folder = mkdtempSync(join(tmpdir(), 'mutate-'));
afterAll(() => rmSync(folder, { recursive: true }));

const outcome = (end: Outcome['end']): Outcome => ({
  diff: `kernels/a.wgsl.ts:3 (barrier)\n-  storageBarrier();\n+  `,
  path: 'kernels/a.wgsl.ts',
  kind: 'barrier',
  end,
  test: end === 'killed' ? 'kernels/test/a.test.ts > adds' : '',
  seconds: 4,
});
const outcomes = (['killed', 'killed', 'late', 'survived', 'equivalent', 'void'] as const).map(outcome);

test('the rate counts what is a change, and a test that never ends as one that noticed', () => {
  expect(tallyOf(outcomes)).toEqual({ seeded: 4, killed: 3, survived: 1, late: 1, equivalent: 1, void: 1, rate: 0.75 });
  expect(tallyOf([]).rate).toBe(1);
});

test('the report shows survivors with their change, and what speaks for a change that is none', () => {
  const text = reportOf({ seed: 7, only: '', hash: '', outcomes });
  expect(text).toContain(
    'survived\nkernels/a.wgsl.ts:3 (barrier)\n-  storageBarrier();\n+  \n  perhaps no change: a driver',
  );
  expect(text).toContain('seed 7: 4 changes, 3 noticed (1 by the time limit), 1 survived: 75.0 %');
});

test('a run continues where it was, and begins anew where the sources are others', () => {
  const file = join(folder, 'run.json');
  const fresh = { seed: 1, only: '', hash: 'abc' };
  expect(loadRun(file, fresh).outcomes).toEqual([]);
  saveRun(file, { ...fresh, outcomes });
  expect(loadRun(file, fresh).outcomes).toEqual(outcomes);
  for (const other of [{ hash: 'other' }, { seed: 2 }, { only: '*' }]) {
    expect(loadRun(file, { ...fresh, ...other }).outcomes).toEqual([]);
  }
});

test('a survivor that was looked at is known by its file and its lines', () => {
  const list = [{ path: 'kernels/a.wgsl.ts', from: 'storageBarrier();', to: '', because: 'one invocation' }];
  expect(knownEquivalent(outcome('survived').diff, list)).toBe('one invocation');
  expect(knownEquivalent(outcome('survived').diff, [{ ...list[0]!, path: 'kernels/b.wgsl.ts' }])).toBeNull();
  expect(knownEquivalent(outcome('survived').diff, [{ ...list[0]!, to: 'x();' }])).toBeNull();
});

test('of the tests those run that call what is changed: first those that noticed before, then the quick ones', () => {
  const at = 'kernels/a.wgsl.ts';
  const kernels = 'kernels/src/runtime/wasm/module.ts#bindKernels';
  const reach = [
    { file: 'slow', seconds: 9, reached: [`${at}#shader`, kernels] },
    { file: 'quick', seconds: 1, reached: [`${at}#shader`] },
    { file: 'other', seconds: 2, reached: [`${at}#part`] },
    { file: 'none', seconds: 1, reached: [] },
  ];
  const files = (owner: string | null, kills = new Map<string, number>()): string[] =>
    testsFor({ path: at, owner }, reach, kills).map(({ file }) => file);
  expect(files('shader')).toEqual(['quick', 'slow']);
  expect(files('shader', new Map([[`${at} slow`, 1]]))).toEqual(['slow', 'quick']);
  expect(files(null)).toEqual(['quick', 'other', 'slow']);
  expect(files('unused')).toEqual([]);
  expect(testsFor({ path: 'kernels/b.as.ts', owner: 'f' }, reach, new Map()).map(({ file }) => file)).toEqual(['slow']);
});

test('survivors are tried again where the changes are the same, whatever the tests', () => {
  const file = join(folder, 'again.json');
  const diffs = outcomes.map(({ diff }, index) => `${diff}${index}`);
  const kept = { seed: 1, only: '', hash: 'abc', outcomes: outcomes.map((one, i) => ({ ...one, diff: diffs[i]! })) };
  expect(() => finishedRun(file, diffs.values())).toThrow(/there is no .*again\.json/);
  saveRun(file, kept);
  expect(finishedRun(file, [...diffs, 'one more'].values())).toEqual(kept);
  const others = [...diffs.slice(0, 2), 'kernels/b.wgsl.ts:1 (value)\n-  a\n+  b', ...diffs.slice(3)];
  expect(() => finishedRun(file, others.values())).toThrow('kernels/a.wgsl.ts:3 (barrier) is no longer among them');
  expect(() => finishedRun(file, diffs.slice(0, 3).values())).toThrow('no longer among them');
});
