import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import Goals from '../components/Goals/index.tsx';
import type { RecordedGoals } from '../lib/recordedGoals.ts';
import type { Node } from './elements.ts';
import recordedGoals from './recordedGoals.ts';

const row = {
  ...{ title: 'VLA, forward', shape: { H: 8, D: 16 }, unit: 'GFLOP/s' },
  ...{ median: 9.8765, p10: 9, p90: 10.25, must: { relation: '>=', value: 12 }, met: false },
};
const run = { date: '2026-01-02T03:04:05Z', place: 'node', adapter: 'CPU', processor: 'A chip' };
const directory = mkdtempSync(join(tmpdir(), 'goals-'));
const write = (name: string, record: object): void => writeFileSync(join(directory, name), JSON.stringify(record));
write('C-steps-firefox.json', { run: { ...run, place: 'firefox', engine: 'firefox' }, notes: [], C2: [row] });
write('C-steps.json', {
  ...{ run, notes: ['a note'], other: [row] },
  C1: [row, { ...row, median: 13, p10: 13, p90: 13, met: true }],
  C6: [
    { ...row, unit: 'times', median: 3, p10: 2, p90: 4, must: { relation: '<=', value: 2 } },
    { ...row, median: null, p10: null, p90: null },
    { ...row, must: null, met: null },
  ],
});
write('C-stepswise.json', { run, notes: [], C9: [row] });
write('anonymous.json', { run: { ...run, processor: '' }, notes: [], C1: [row] });
write('empty.json', { run, notes: [], other: [row] });

function recordedOf(of: string, records = directory): string {
  const attributes: { type: string; name: string; value: string }[] = [
    { type: 'mdxJsxAttribute', name: 'of', value: of },
  ];
  const node: Node = { type: 'mdxJsxFlowElement', name: 'Goals', attributes, position: { start: { line: 7 } } };
  recordedGoals({ directory: records })({ type: 'root', children: [node] }, { path: 'docs/page.mdx' });
  return attributes.find(({ name }) => name === 'recorded')!.value;
}

test('records of a name are shown with processor and day, that of Node first', () => {
  const recorded = JSON.parse(recordedOf('C-steps')) as RecordedGoals[];
  expect(recorded.map(({ place, processor, date }) => [place, processor, date])).toEqual([
    ['CPU, in Node', 'A chip', '2026-01-02'],
    ['CPU, in Firefox', 'A chip', '2026-01-02'],
  ]);
  expect(recorded[1]!.rows.map(({ goal }) => goal)).toEqual(['C2']);
});

test('every row has its bound, what was measured, and whether that is enough', () => {
  const [{ rows }] = JSON.parse(recordedOf('C-steps')) as [RecordedGoals];
  expect(rows.map(({ goal, shape, bound, measured, met }) => [goal, shape, bound, measured, met])).toEqual([
    ['C1', 'H = 8, D = 16', '≥ 12 GFLOP/s', '9.88 GFLOP/s (9–10.3)', false],
    ['C1', 'H = 8, D = 16', '≥ 12 GFLOP/s', '13 GFLOP/s', true],
    ['C6', 'H = 8, D = 16', '≤ 2 times', '3 times (2–4)', false],
    ['C6', 'H = 8, D = 16', '≥ 12 GFLOP/s', 'not measured', false],
    ['C6', 'H = 8, D = 16', null, '9.88 GFLOP/s (9–10.3)', null],
  ]);
});

test.each([
  ['C-other', 'there is no record "C-other" among C-steps-firefox.json,'],
  ['anonymous', 'anonymous.json does not say which processor it was recorded on'],
  ['empty', 'empty.json has no goals'],
])('%s: the build stops', (of, message) => {
  expect(() => recordedOf(of)).toThrow(`docs/page.mdx:7 <Goals>: `);
  expect(() => recordedOf(of)).toThrow(message);
});

test('a page shows them in tables', () => {
  const html = renderToStaticMarkup(createElement(Goals, { of: 'C-steps', recorded: recordedOf('C-steps') }));
  expect(html.match(/<table/g)).toHaveLength(2);
  for (const text of ['CPU, in Firefox', 'A chip', '2026-01-02', '9.88 GFLOP/s (9–10.3)', '≥ 12 GFLOP/s'])
    expect(html).toContain(text);
  expect(html.match(/>missed</g)).toHaveLength(4);
  expect(html.match(/>met</g)).toHaveLength(1);
  expect(() => renderToStaticMarkup(createElement(Goals, { of: 'C-steps' }))).toThrow('without its records');
});

test('the page of the benchmark shows all that was recorded without a GPU', () => {
  const page = readFileSync('docs/benchmark.mdx', 'utf8');
  const shown = [...page.matchAll(/<Goals of="([^"]*)" \/>/g)].map(([, of]) => of!);
  expect(shown).toEqual(['C-processor', 'C-training']);
  const goals = shown.flatMap((of) => JSON.parse(recordedOf(of, 'kernels/bench/records')) as RecordedGoals[]);
  const names = new Set(goals.flatMap(({ rows }) => rows.map(({ goal }) => goal)));
  expect([...names].sort()).toEqual(['C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C7']);
});
