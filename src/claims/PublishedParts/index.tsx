import type { ReactNode } from 'react';
import Link from '@docusaurus/Link';
import type { PartAtSize } from '../atPublishedSize.ts';
import { formatNumber } from '../../lib/format.ts';
import DataTable, { type Cell } from '../../components/DataTable/index.tsx';

/** Every part of the experiments at the published size: whether it was run, and what it takes. */
export default function PublishedParts({ parts }: { readonly parts?: string }): ReactNode {
  if (parts === undefined) throw new Error('<PublishedParts /> was compiled without its parts');
  const all = JSON.parse(parts) as readonly PartAtSize[];
  return (
    <DataTable
      label="Parts of the experiments at the published size"
      columns={['Part', 'Run?', 'Runs', 'Steps of each, at most', 'Core-hours, at most']}
      rows={all.map(rowOf)}
      namedRows
    />
  );
}

function rowOf(part: PartAtSize): Cell[] {
  const { label, runs, shared, steps, hours } = part;
  return [
    label,
    stateOf(part),
    shared > 0 ? `${runs}, and ${shared} of an earlier part` : String(runs),
    String(steps),
    formatNumber(hours, 2),
  ];
}

function stateOf({ id, recorded }: PartAtSize): Cell {
  if (!recorded) return 'not run';
  const took = recorded.hours === undefined ? '' : `, ${formatNumber(recorded.hours, 2)} core-hours`;
  return { content: <Link to={`#figure-${id}`}>{`recorded ${recorded.date}${took}`}</Link> };
}
