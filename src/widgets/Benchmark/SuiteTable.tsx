import type { ReactNode } from 'react';
import type { BenchRow, SuiteResult } from '@vla/kernels/bench';
import DataTable, { type Cell } from '../../components/DataTable/index.tsx';
import { formatNumber } from '../../lib/format.ts';

const columns = [
  'Measurement',
  'Sizes',
  'Median',
  '10th to 90th percentile',
  'Compared',
  'Milliseconds',
  'GFLOP/s',
  'Outputs agree',
];

/** The rows of a suite, and what it could not measure. */
export default function SuiteTable({ result }: { result: SuiteResult }): ReactNode {
  return (
    <>
      <DataTable
        label={`Measurements of the suite ${result.suite}`}
        columns={columns}
        rows={result.rows.map(rowOf)}
        namedRows
      />
      {result.notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
    </>
  );
}

export function rowOf(row: BenchRow): readonly Cell[] {
  const { title, shape, unit, median, p10, p90, sides, check, note } = row;
  const sizes = Object.entries(shape).map(([name, size]) => `${name} ${size}`);
  const inUnit = (value: number): string =>
    formatNumber(value) + (unit === 'times' ? '×' : unit ? `\u00a0${unit}` : '');
  const lines = (texts: readonly string[]): Cell => ({
    content: texts.map((text, i) => <div key={i}>{text}</div>),
  });
  return [
    { content: note ? `${title} (${note})` : title, wraps: true },
    sizes.join(', '),
    median === null ? 'none' : inUnit(median),
    p10 === null || p90 === null ? '' : `${formatNumber(p10)} to ${formatNumber(p90)}`,
    lines(sides.map(({ label }) => label)),
    lines(sides.map(({ milliseconds }) => formatNumber(milliseconds))),
    lines(sides.map(({ gigaflopsPerSecond }) => (gigaflopsPerSecond === null ? '' : formatNumber(gigaflopsPerSecond)))),
    check === null
      ? ''
      : {
          content: `${check.ok ? 'yes' : 'no'} (${formatNumber(check.difference, 2)})`,
          tone: check.ok ? 'good' : 'bad',
        },
  ];
}
