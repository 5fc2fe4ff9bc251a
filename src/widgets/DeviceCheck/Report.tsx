import type { ReactNode } from 'react';
import DataTable, { type Cell } from '../../components/DataTable/index.tsx';
import { formatDuration, formatNumber } from '../../lib/format.ts';
import shared from '../shared/styles.module.css';
import type { Ran } from '../worker/protocol.ts';
import type { CaseResult, DeviceReport } from './report.ts';
import styles from './styles.module.css';

interface ReportProps {
  readonly report: DeviceReport;
  readonly ran: Ran;
}

/** What the device is, and how each comparison went. */
export default function Report({ report, ran }: ReportProps): ReactNode {
  const { cases, limits, features } = report;
  const passed = cases.filter(({ ok }) => ok).length;
  return (
    <div className={shared.result}>
      <p>
        <strong>{report.adapter}</strong>: {passed} of {cases.length} comparisons within tolerance, in{' '}
        {formatDuration(ran.milliseconds)}.{ran.note && <> {ran.note}</>}
      </p>
      <DataTable label="Comparisons with the reference" columns={columns} rows={cases.map(rowOf)} low />
      {features.length > 0 && (
        <details className={shared.details}>
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

const columns = ['Operator', 'Form', 'Sizes', 'Tensor', 'Relative error', 'Tolerance', 'Within'];

function rowOf({ operator, form, sizes, tensor, relativeError, failure, tolerance, ok }: CaseResult): readonly Cell[] {
  const error = relativeError === null ? failure : formatNumber(relativeError, 2);
  const within: Cell = { content: ok ? 'yes' : 'no', tone: ok ? 'good' : 'bad' };
  return [operator, form, sizes, tensor, { content: error, wraps: true }, formatNumber(tolerance, 1), within];
}
