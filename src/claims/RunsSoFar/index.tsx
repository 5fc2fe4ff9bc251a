import type { ReactNode } from 'react';
import DataTable, { type Cell } from '../../components/DataTable/index.tsx';
import { formatNumber } from '../../lib/format.ts';
import type { RunSoFar, RunsSoFar as Runs } from '../atPublishedSize.ts';

/** What the runs of a figure that is being recorded came to so far; nothing where there are none. */
export default function RunsSoFar({ runs }: { readonly runs?: string }): ReactNode {
  if (runs === undefined) throw new Error('<RunsSoFar /> was compiled without its runs');
  const so = JSON.parse(runs) as Runs | null;
  if (so === null || so.runs.length === 0) return null;
  return (
    <>
      <p>
        Runs on recall that have ended so far, with the code of commit <code>{so.commit.slice(0, 7)}</code>. They decide
        nothing until the others have ended, too.
      </p>
      <DataTable
        label="Runs on recall that have ended so far"
        columns={['Model', 'Pairs', 'Learning rate', 'Run', 'Steps', 'Right answers']}
        rows={so.runs.map(rowOf)}
        namedRows
        low
      />
    </>
  );
}

function rowOf({ label, pairs, learningRate, counts, seed, steps, most, solved, accuracy }: RunSoFar): Cell[] {
  return [
    { content: label, wraps: true },
    String(pairs),
    String(learningRate),
    counts ? `seed ${seed}` : 'tries the rate',
    solved ? `${steps}, solved` : `${steps} of ${most}`,
    `${formatNumber(100 * accuracy, 3)} %`,
  ];
}
