import { expect, test } from 'vitest';
import type { BenchRow, SuiteResult } from '@vla/kernels/bench';
import { failedChecks, reportOf } from './report.ts';
import { describeSuite } from './table.ts';

const row: BenchRow = {
  goal: 'P1',
  lane: 'S',
  title: 'one against another',
  shape: { T: 128 },
  sides: [{ label: 'one', form: null, milliseconds: 100, flops: 1e9, gigaflopsPerSecond: 10 }],
  unit: 'times',
  median: 90,
  p10: 80,
  p90: 100,
  samples: 9,
  check: { difference: 1e-7, allowed: 1e-4, ok: true },
  must: { relation: '>=', value: 80 },
  reach: { relation: '>=', value: 180 },
  met: true,
  reached: false,
  note: null,
};
const wrong: BenchRow = {
  ...row,
  goal: null,
  median: null,
  p10: null,
  p90: null,
  sides: [],
  must: null,
  reach: null,
  met: null,
  reached: null,
  check: { difference: NaN, allowed: 1e-4, ok: false },
};
const suite: SuiteResult = { suite: 'forward', lane: 'S', adapter: 'a card', rows: [row, wrong], notes: ['no peer'] };

test('the report holds rows by goal, and those of none apart', () => {
  const report = reportOf([suite, suite], 'browser', {
    date: new Date(0),
    processor: 'a processor',
    processorSeconds: 5,
  });
  expect(report).toMatchObject({
    run: {
      date: '1970-01-01T00:00:00.000Z',
      place: 'browser',
      adapter: 'a card',
      lane: 'S',
      processor: 'a processor',
      processorSeconds: 5,
    },
    P1: [{ lane: 'S', median: 90, p10: 80, p90: 100 }, { lane: 'S' }],
    other: [{ goal: null }, { goal: null }],
  });
  expect(report.notes).toEqual(['forward: no peer', 'forward: no peer']);
});

test('outputs that differ are found, also where the difference is no number', () => {
  expect(failedChecks([suite])).toEqual([wrong]);
});

test('the table has the bounds, and shows no time where outputs differ', () => {
  const lines = describeSuite(suite).join('\n');
  expect(lines).toContain('90 times (p10 80, p90 100, 9 samples); must >= 80: met; reach >= 180: not yet');
  expect(lines).toContain('OUTPUTS DIFFER, no time taken: NaN');
  expect(lines).toContain('note: no peer');
});
