import type { ReactNode } from 'react';
import DataTable, { type Cell } from '../../components/DataTable/index.tsx';
import { compareQuantities, type Comparison } from '../../lib/compare.ts';
import type { Quantity } from '../../lib/experiment.ts';
import { formatDuration, formatNumber, formatWithSpread } from '../../lib/format.ts';
import type { Ran } from '../worker/protocol.ts';
import styles from './styles.module.css';

interface ResultProps {
  readonly recorded: readonly Quantity[];
  readonly own: readonly Quantity[];
  readonly ran: Ran;
  /** Whether the run used the recorded settings: only then must the numbers agree. */
  readonly comparable: boolean;
  /** The recorded numbers are times of this device, else null. */
  readonly measuredOn: string | null;
}

/** What ran where, and each number beside the recorded one. */
export default function Result({ recorded, own, ran, comparable, measuredOn }: ResultProps): ReactNode {
  const judged = comparable && recorded.some(({ tolerance }) => tolerance !== null);
  const columns = ['Quantity', 'Recorded', 'This run', 'Difference', ...(judged ? ['Within tolerance'] : [])];
  const rows = compareQuantities(recorded, own).map((one) => [...numbersOf(one), ...(judged ? [verdictOf(one)] : [])]);
  return (
    <div className={styles.result}>
      <p>
        Computed in {formatDuration(ran.milliseconds)} on <strong>{ran.adapter}</strong>.{ran.note && <> {ran.note}</>}
        {measuredOn && <> The recorded times are those of {measuredOn}, so these are not expected to equal them.</>}
        {!comparable && <> The settings differ from the recorded ones, so the numbers may too.</>}
      </p>
      <DataTable label="Recorded and computed numbers" columns={columns} rows={rows} namedRows />
    </div>
  );
}

function numbersOf({ quantity, own, ownSpread, deviation }: Comparison): readonly Cell[] {
  return [
    quantity.label,
    inPrint(quantity.value, quantity),
    own === null ? 'none' : inPrint(own, { spread: ownSpread, unit: quantity.unit }),
    deviation === null ? '' : formatNumber(deviation, 2),
  ];
}

function verdictOf({ agrees }: Comparison): Cell {
  if (agrees === null) return 'not asked for';
  return { content: agrees ? 'yes' : 'no', tone: agrees ? 'good' : 'bad' };
}

const inPrint = (value: number, { spread, unit }: Pick<Quantity, 'spread' | 'unit'>): string =>
  formatWithSpread(value, spread) + (unit ? `\u00a0${unit}` : '');
