import type { ReactNode } from 'react';
import clsx from 'clsx';
import { formatNumber } from '../../lib/format.ts';
import styles from './styles.module.css';

/** Numbers are printed with four digits, texts as they are. */
export type Cell = string | number | MarkedCell;

export interface MarkedCell {
  readonly content: ReactNode;
  readonly tone?: 'good' | 'bad';
  /** Breaks into lines where it is long. Default: it stays on one. */
  readonly wraps?: boolean;
}

export interface DataTableProps {
  /** Name of the table for readers who do not see it. */
  readonly label: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** The first cell of a row is its name. */
  readonly namedRows?: boolean;
  /** Stays low, and scrolls. Default: as high as its rows. */
  readonly low?: boolean;
}

/** A table that scrolls sideways, with the keyboard too, where the page is narrower than it. */
export default function DataTable({ label, columns, rows, namedRows, low }: DataTableProps): ReactNode {
  return (
    <div className={clsx(styles.frame, low && styles.low)} role="group" aria-label={label} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map((column, index) =>
              column === '' ? (
                <td key={index} />
              ) : (
                <th key={index} scope="col">
                  {column}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) =>
                namedRows && column === 0 ? (
                  <th key={column} scope="row">
                    {contentOf(cell)}
                  </th>
                ) : (
                  <td key={column} className={classOf(cell)}>
                    {contentOf(cell)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function contentOf(cell: Cell): ReactNode {
  if (typeof cell === 'number') return formatNumber(cell, 4);
  return typeof cell === 'string' ? cell : cell.content;
}

function classOf(cell: Cell): string | undefined {
  if (typeof cell !== 'object') return undefined;
  return clsx(cell.tone && styles[cell.tone], cell.wraps && styles.wraps) || undefined;
}
