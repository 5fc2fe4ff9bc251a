import type { ReactNode } from 'react';
import Link from '@docusaurus/Link';
import type { PartAtSize } from '../atPublishedSize.ts';
import { formatNumber } from '../../lib/format.ts';
import DataTable, { type Cell } from '../../components/DataTable/index.tsx';
import styles from './styles.module.css';

/** Every part of the experiments at the published size: whether it was run, and what it takes. */
export default function PublishedParts({ parts }: { readonly parts?: string }): ReactNode {
  if (parts === undefined) throw new Error('<PublishedParts /> was compiled without its parts');
  const all = JSON.parse(parts) as readonly PartAtSize[];
  return (
    <div className={styles.table}>
      <DataTable
        label="Parts of the experiments at the published size"
        columns={['Part', 'Core-hours', 'Run?', 'Runs', 'Steps']}
        rows={all.map(rowOf)}
        namedRows
      />
    </div>
  );
}

function rowOf(part: PartAtSize): Cell[] {
  const { label, runs, steps, hours } = part;
  return [label, formatNumber(hours, 2), stateOf(part), String(runs), String(steps)];
}

function stateOf({ id, recorded, ended, runs }: PartAtSize): Cell {
  if (!recorded) return ended ? `under way, ${ended} of ${runs}` : 'not run';
  const took = recorded.hours === undefined ? '' : `, in ${formatNumber(recorded.hours, 2)} core-hours`;
  return { content: <Link to={`#figure-${id}`}>{`recorded ${recorded.date}${took}`}</Link>, wraps: true };
}
