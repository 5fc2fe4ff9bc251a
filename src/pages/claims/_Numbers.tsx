import type { ReactNode } from 'react';
import type { JudgedClaim } from '../../claims/judged.ts';
import DataTable from '../../components/DataTable/index.tsx';
import { formatNumber, formatWithSpread } from '../../lib/format.ts';
import styles from './styles.module.css';

/** What was measured, with the spread over seeds and the device, and what was published, labelled so. */
export default function Numbers({ claim }: { claim: JudgedClaim }): ReactNode {
  const { measured, published, title, evidence } = claim;
  if (measured.length + published.length === 0) return null;
  const inUnit = (text: string, unit?: string): string => (unit ? `${text}\u00a0${unit}` : text);
  const devices = [...new Set(evidence.map(({ adapter }) => adapter))];
  return (
    <div className={styles.numbers}>
      <DataTable
        label={`Numbers on: ${title}`}
        columns={['Quantity', 'Value']}
        namedRows
        rows={[
          ...measured.map(({ label, value, spread, unit }) => [label, inUnit(formatWithSpread(value, spread), unit)]),
          ...published.map(({ label, value, unit }) => [`published: ${label}`, inUnit(asPublished(value), unit)]),
        ]}
      />
      {devices.length > 0 && <p>Measured on {devices.join(' and ')}.</p>}
    </div>
  );
}

/** With the digits that were published, and no more. */
function asPublished(value: number): string {
  return formatNumber(value, String(value).replace(/^-?0\.0*|\D/g, '').length);
}
