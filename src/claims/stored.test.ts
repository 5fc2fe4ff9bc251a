import { describe, expect, test } from 'vitest';
import type { RecordedFigure } from '../lib/experiment.ts';
import { measured, notReproduced, notTested, reproduced, type Claim, type Test } from './claim.ts';
import { judge } from './judge.ts';
import { checkLedger, ledgerText } from './stored.ts';

const words = { title: 'Title', quote: 'It is small.', source: 'paper', place: 'abstract' } as const;

const claim: Claim = {
  ...words,
  id: 'small',
  test: measured({
    measures: { size: 'sizes.largest' },
    written: 'before',
    rule: 'Reproduced below 2.',
    judge: ({ size }) => (size.value + size.spread < 2 ? reproduced('Small.') : notReproduced('Large.')),
  }),
};
const open: Claim = { ...words, id: 'open', test: notTested('It needs a scale.') };

const figure = (value: number, spread?: number): RecordedFigure => ({
  id: 'sizes',
  title: 'Sizes',
  caption: '',
  alternative: '',
  config: { seeds: 5 },
  seed: 1,
  data: {},
  table: { columns: [], rows: [] },
  quantities: [{ name: 'largest', label: 'Largest', value, spread, tolerance: { relative: 0, absolute: 1 } }],
  provenance: {
    commit: 'abc',
    backend: 'cpu',
    adapter: 'CPU',
    packages: {},
    date: '2026-01-01',
    durationSeconds: 1,
    dataHash: 'hash',
  },
});

describe('judge', () => {
  test('hands the rule value and spread, and keeps the number and its origin', () => {
    expect(judge(claim, () => figure(1.5, 0.1))).toMatchObject({
      verdict: 'reproduced',
      reason: 'Small.',
      measured: [{ figure: 'sizes', name: 'largest', value: 1.5, spread: 0.1 }],
      evidence: [{ figure: 'sizes', seeds: 5, adapter: 'CPU', dataHash: 'hash' }],
    });
    expect(judge(claim, () => figure(1.5, 0.6)).verdict).toBe('not reproduced');
  });

  test('a claim without a test needs no figure', () => {
    expect(judge(open, () => null)).toMatchObject({ verdict: 'not tested yet', reason: 'It needs a scale.' });
  });

  test('a rule that is older than its data says so, keeps its words, and judges once there are data', () => {
    const older: Claim = { ...claim, test: { ...(claim.test as Test), awaits: 'The scale is on its way.' } };
    expect(judge(older, () => null)).toMatchObject({
      verdict: 'not tested yet',
      reason: 'The scale is on its way.',
      ...{ rule: 'Reproduced below 2.', ruleWritten: 'before', measured: [], evidence: [] },
    });
    expect(judge(older, () => figure(1.5)).verdict).toBe('reproduced');
    expect(() => judge(older, () => ({ ...figure(1), quantities: [] }))).toThrow('"sizes.largest"');
  });

  test('the test at the published size decides once all its figures are recorded, and the other until then', () => {
    const atSize = measured({
      measures: { size: 'large.largest', other: 'larger.largest' },
      written: 'before',
      rule: 'Reproduced below 200.',
      judge: ({ size }) => (size.value < 200 ? reproduced('Small enough.') : notReproduced('Large indeed.')),
    });
    const both: Claim = { ...claim, atSize };
    const some = (id: string) => (id === 'larger' ? null : figure(id === 'large' ? 300 : 1.5));
    expect(judge(both, some)).toEqual(judge(claim, some));
    const all = (id: string) => figure(id === 'sizes' ? 1.5 : 300);
    expect(judge(both, all)).toMatchObject({ verdict: 'not reproduced', rule: 'Reproduced below 200.' });
  });

  test('a figure or quantity that is missing is an error, not a verdict', () => {
    expect(() => judge(claim, () => null)).toThrow('claim "small" needs the figure "sizes"');
    expect(() => judge(claim, () => ({ ...figure(1), quantities: [] }))).toThrow('"sizes.largest"');
  });
});

describe('checkLedger', () => {
  const read = () => figure(1);
  const problems = (stored: string | null, now = read) =>
    checkLedger([claim, open], now, stored).flatMap(({ what, problem }) => (problem === null ? [] : [what]));

  test('finds nothing wrong with what was just written', () => {
    expect(problems(ledgerText([claim, open], read))).toEqual([]);
  });

  test('names the claim whose verdict was edited', () => {
    expect(problems(ledgerText([claim, open], read).replace('"reproduced"', '"partly"'))).toEqual(['claim small']);
  });

  test('names the claim whose data has moved on', () => {
    expect(problems(ledgerText([claim, open], read), () => figure(1.25))).toEqual(['claim small']);
  });

  test('names claims that are missing or unknown', () => {
    expect(problems(null)).toEqual(['claim small', 'claim open']);
    expect(problems(ledgerText([claim, open, { ...open, id: 'stray' }], read))).toEqual(['claim stray']);
  });
});
