import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { BenchRow } from '@vla/kernels/bench';
import { goalTables, README, withGoals } from './goalTable.ts';
import type { BenchReport } from './report.ts';

const row = (median: number, more: Partial<BenchRow> = {}) =>
  ({
    ...{ goal: 'P1', title: 'one over another', shape: { T: 8 }, must: { relation: '>=', value: 80 }, unit: 'times' },
    ...{ median, p10: median - 1, p90: median + 1, met: median >= 80 },
    ...more,
  }) as BenchRow;
const run = { date: '2026-01-02T03:04:05Z', place: 'node', adapter: 'a driver', lane: 'L', processor: 'a processor' };
const record = (rows: readonly BenchRow[]): BenchReport => ({ run, notes: [], P1: rows, other: [row(1)] });

test('what the README says of the goals is what the records say', async () => {
  const readme = readFileSync(README, 'utf8');
  expect(readme).toBe(await withGoals(readme));
});

test('a row has its sizes, its bound, and whether it is met', () => {
  const table = goalTables([record([row(91.234), row(79)])]);
  expect(table).toContain('**Lane L: a driver, Node** (2026-01-02; a processor)');
  expect(table).toContain('| P1 | one over another | T = 8 | ≥ 80 | 91.2 (90.2–92.2) |  |');
  expect(table).toContain('| P1 | one over another | T = 8 | ≥ 80 | 79 (78–80) | **missed** |');
  expect(table.match(/\| P1/g)).toHaveLength(2);
});

test('of many rows with one bound there is the worst', () => {
  const table = goalTables([record([90, 85, 99, 87, 91].map((median) => row(median)))]);
  expect(table).toContain('one over another; worst of 5 | T = 8 | ≥ 80 | 85');
  const atMost = { must: { relation: '<=', value: 4 } as const, met: true };
  expect(goalTables([record([1, 3, 2, 1, 2].map((median) => row(median, atMost)))])).toContain('≤ 4 | 3 ');
});

test('what was not measured is missed', () => {
  const unmeasured = { median: null, p10: null, p90: null, met: false } as unknown as BenchRow;
  expect(goalTables([record([row(0, unmeasured)])])).toContain('| not measured | **missed** |');
});
