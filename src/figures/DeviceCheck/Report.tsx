import type { ReactNode } from 'react';
import { formatDuration, formatNumber } from '../../lib/format.ts';
import styles from '../Figure/styles.module.css';
import type { Ran } from '../worker/protocol.ts';
import type { DeviceReport } from './report.ts';

interface ReportProps {
  readonly report: DeviceReport;
  readonly ran: Ran;
}

/** What the device is, and how each comparison went. */
export default function Report({ report, ran }: ReportProps): ReactNode {
  const { cases, limits, features } = report;
  const passed = cases.filter(({ ok }) => ok).length;
  return (
    <div className={styles.result}>
      <p>
        <strong>{report.adapter}</strong>: {passed} of {cases.length} comparisons within tolerance, in{' '}
        {formatDuration(ran.milliseconds)}.{ran.note && <> {ran.note}</>}
      </p>
      <div className={styles.scroll} role="group" aria-label="Comparisons with the reference" tabIndex={0}>
        <table className={styles.table}>
          <thead>
            <tr>
              {['Operator', 'Form', 'Sizes', 'Tensor', 'Relative error', 'Tolerance', 'Within'].map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {cases.map((row, index) => (
              <tr key={index}>
                <td>{row.operator}</td>
                <td>{row.form}</td>
                <td>{row.sizes}</td>
                <td>{row.tensor}</td>
                <td className={styles.words}>
                  {row.relativeError === null ? row.failure : formatNumber(row.relativeError, 2)}
                </td>
                <td>{formatNumber(row.tolerance, 1)}</td>
                <td className={row.ok ? styles.good : styles.bad}>{row.ok ? 'yes' : 'no'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {features.length > 0 && (
        <details className={styles.details}>
          <summary>Limits and features of the device in use</summary>
          <dl className={styles.facts}>
            {Object.entries(limits).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value.toLocaleString('en')}</dd>
              </div>
            ))}
          </dl>
          <p>Features: {features.join(', ')}</p>
        </details>
      )}
    </div>
  );
}
