import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchRow } from '@vla/kernels/bench';
import { format, resolveConfig } from 'prettier';
import type { BenchReport } from './report.ts';

const RECORDS = fileURLToPath(new URL('../../kernels/bench/records/', import.meta.url));
export const README = fileURLToPath(new URL('../../kernels/bench/README.md', import.meta.url));

/** Between these the README says where the goals stand. */
const [BEGIN, END] = ['<!-- goals: written by `npm run bench -- --table` -->', '<!-- goals end -->'];

/** Of more rows with one bound the worst is shown. */
const MOST_ROWS = 4;

/** The README with what the records say between its marks. */
export async function withGoals(readme: string, records = readRecords()): Promise<string> {
  const [begin, end] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`the README lacks "${BEGIN}" or "${END}"`);
  const text = `${readme.slice(0, begin)}${BEGIN}\n\n${goalTables(records)}\n\n${readme.slice(end)}`;
  return format(text, { ...(await resolveConfig(README)), parser: 'markdown' });
}

export async function writeGoals(): Promise<void> {
  writeFileSync(README, await withGoals(readFileSync(README, 'utf8')));
}

function readRecords(): BenchReport[] {
  const files = readdirSync(RECORDS).filter((file) => file.endsWith('.json'));
  return files.sort().map((file) => JSON.parse(readFileSync(join(RECORDS, file), 'utf8')) as BenchReport);
}

/** A table for each program and device that was measured. */
export function goalTables(records: readonly BenchReport[]): string {
  const places = new Map<string, BenchReport[]>();
  for (const record of records) {
    const place = titleOf(record.run);
    places.set(place, [...(places.get(place) ?? []), record]);
  }
  return [...places].map(([title, ofPlace]) => tableOf(title, ofPlace)).join('\n\n');
}

function titleOf({ lane, adapter, place, engine }: BenchReport['run']): string {
  return `Lane ${lane}: ${[adapter, engine ?? (place === 'node' ? 'Node' : 'Chromium')].filter(Boolean).join(', ')}`;
}

function tableOf(title: string, records: readonly BenchReport[]): string {
  const dates = [...new Set(records.map(({ run }) => run.date.slice(0, 10)))].sort().join(', ');
  const processors = [...new Set(records.map(({ run }) => run.processor).filter(Boolean))].join(', ');
  const lines = records.flatMap((record) => groupsOf(rowsOf(record)).map(lineOf));
  return [
    `**${title}** (${[dates, processors].filter(Boolean).join('; ')})`,
    '',
    '| goal | what | at | must | measured | |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

/** Rows with a bound. */
function rowsOf(record: BenchReport): BenchRow[] {
  const goals = Object.entries(record).filter(([name]) => !['run', 'notes', 'other'].includes(name));
  return goals.flatMap(([, rows]) => rows as BenchRow[]).filter(({ must }) => must !== null);
}

/** Rows that a line is about: each by itself, or all with one bound where they are many. */
function groupsOf(rows: readonly BenchRow[]): BenchRow[][] {
  const byBound = new Map<string, BenchRow[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.goal, row.must, row.unit]);
    byBound.set(key, [...(byBound.get(key) ?? []), row]);
  }
  return [...byBound.values()].flatMap((group) => (group.length > MOST_ROWS ? [group] : group.map((row) => [row])));
}

function lineOf(group: readonly BenchRow[]): string {
  const row = group.reduce(worse);
  const { goal, title, shape, must, median, p10, p90, met } = row;
  const sizes = Object.entries(shape).map(([name, value]) => `${name} = ${value}`);
  const number = (value: number): string => String(Number(value.toPrecision(3)));
  const spread = p10 === p90 ? '' : ` (${number(p10!)}–${number(p90!)})`;
  const cells = [
    goal,
    group.length > 1 ? `${title}; worst of ${group.length}` : title,
    sizes.join(', '),
    `${must!.relation === '>=' ? '≥' : '≤'} ${number(must!.value)}`,
    median === null ? 'not measured' : `${number(median)}${spread}`,
    met ? '' : '**missed**',
  ];
  return `| ${cells.join(' | ')} |`;
}

/** The one of two rows with one bound that is further from it, or over it. */
function worse(one: BenchRow, other: BenchRow): BenchRow {
  if (one.median === null || other.median === null) return one.median === null ? one : other;
  const isLess = other.median < one.median;
  return isLess === (one.must!.relation === '>=') ? other : one;
}
