import type { BenchRow, SuiteResult } from '@vla/kernels/bench';

/** A suite's rows as readable lines. */
export function describeSuite({ suite, lane, adapter, rows, notes }: SuiteResult): string[] {
  return [
    '',
    `${suite}, lane ${lane}: ${adapter}`,
    ...rows.flatMap(describeRow),
    ...notes.map((note) => `  note: ${note}`),
  ];
}

function describeRow(row: BenchRow): string[] {
  const { goal, title, shape, sides, check, note } = row;
  const sizes = Object.entries(shape).map(([name, size]) => `${name} = ${size}`);
  const lines = [`  ${(goal ?? '').padEnd(4)} ${title} (${sizes.join(', ')})`, `         ${verdict(row)}`];
  for (const { label, form, milliseconds, processorMilliseconds, gigaflopsPerSecond } of sides) {
    const processor = processorMilliseconds ? ` (${significant(processorMilliseconds)} ms of processor time)` : '';
    const rate = gigaflopsPerSecond === null ? '' : `, ${significant(gigaflopsPerSecond)} GFLOP/s`;
    lines.push(`         ${label}${form ? ` [${form}]` : ''}: ${significant(milliseconds)} ms${processor}${rate}`);
  }
  if (check) {
    const { difference, allowed, ok } = check;
    const agreement = `${ok ? 'outputs agree' : 'OUTPUTS DIFFER, no time taken'}: ${difference.toExponential(1)}`;
    lines.push(`         ${agreement}, ${allowed.toExponential(0)} allowed`);
  }
  if (note) lines.push(`         ${note}`);
  return lines;
}

function verdict({ median, p10, p90, samples, unit, must, reach, met, reached }: BenchRow): string {
  if (median === null) return must ? 'MISSED: no number' : 'no number';
  const spread = p10 === p90 ? '' : ` (p10 ${significant(p10!)}, p90 ${significant(p90!)}, ${samples} samples)`;
  const value = `${significant(median)} ${unit}${spread}`;
  const bounds = [
    must && `must ${must.relation} ${must.value}: ${met ? 'met' : 'MISSED'}`,
    reach && `reach ${reach.relation} ${reach.value}: ${reached ? 'reached' : 'not yet'}`,
  ].filter(Boolean);
  return [value, ...bounds].join('; ');
}

function significant(value: number): string {
  if (value !== 0 && Math.abs(value) < 1e-3) return value.toExponential(1);
  return Number(value.toPrecision(3)).toString();
}
