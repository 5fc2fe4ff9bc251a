import type { DataTable } from '../experiment.ts';

/** A table as RFC 4180 text: cells in quotes where they need them, lines ended by CR LF, numbers in full. */
export function csvOf({ columns, rows }: DataTable): string {
  return [columns, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
