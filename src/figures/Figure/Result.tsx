import type { ReactNode } from 'react';
import { compareQuantities } from '../../lib/compare.ts';
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
}

/** What ran where, and each number beside the recorded one. */
export default function Result({ recorded, own, ran, comparable }: ResultProps): ReactNode {
  return (
    <div className={styles.result}>
      <p>
        Computed in {formatDuration(ran.milliseconds)} on <strong>{ran.adapter}</strong>.{ran.note && <> {ran.note}</>}
        {!comparable && <> The settings differ from the recorded ones, so the numbers may too.</>}
      </p>
      <div className={styles.wide} role="group" aria-label="Recorded and computed numbers" tabIndex={0}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Quantity</th>
              <th scope="col">Recorded</th>
              <th scope="col">This run</th>
              <th scope="col">Difference</th>
              <th scope="col">{comparable ? 'Within tolerance' : ''}</th>
            </tr>
          </thead>
          <tbody>
            {compareQuantities(recorded, own).map(({ quantity, own: value, ownSpread, deviation, agrees }) => (
              <tr key={quantity.name}>
                <th scope="row">{quantity.label}</th>
                <td>{inPrint(quantity.value, quantity)}</td>
                <td>{value === null ? 'none' : inPrint(value, { spread: ownSpread, unit: quantity.unit })}</td>
                <td>{deviation === null ? '' : formatNumber(deviation, 2)}</td>
                <td className={agrees ? styles.good : styles.bad}>{comparable && (agrees ? 'yes' : 'no')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

const inPrint = (value: number, { spread, unit }: Pick<Quantity, 'spread' | 'unit'>): string =>
  formatWithSpread(value, spread) + (unit ? `\u00a0${unit}` : '');
