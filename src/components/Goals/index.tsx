import type { ReactNode } from 'react';
import type { RecordedGoal, RecordedGoals } from '../../lib/recordedGoals.ts';
import DataTable, { type Cell } from '../DataTable/index.tsx';

export interface GoalsProps {
  /** Name of the records in kernels/bench/records: "C-training" for C-training.json and C-training-firefox.json. */
  readonly of: string;
  /** Written by the build (src/remark/recordedGoals.ts), as JSON. */
  readonly recorded?: string;
}

/** What `npm run bench` recorded of some goals: a table for each program that ran it, with the processor and the day. */
export default function Goals({ of, recorded }: GoalsProps): ReactNode {
  if (recorded === undefined) throw new Error(`<Goals of="${of}"/> was compiled without its records`);
  return (JSON.parse(recorded) as RecordedGoals[]).map(({ place, processor, date, rows }) => (
    <section key={place} data-goals={of}>
      <p>
        <strong>{place}</strong>, on {processor}, recorded {date}:
      </p>
      <DataTable
        label={`Goals, ${place}`}
        columns={['Goal', 'What', 'At', 'Must be', 'Measured', '']}
        rows={rows.map(cellsOf)}
        namedRows
      />
    </section>
  ));
}

function cellsOf({ goal, title, shape, bound, measured, met }: RecordedGoal): Cell[] {
  const wrapped = (content: string): Cell => ({ content, wraps: true });
  const verdict: Cell = met === null ? '' : { content: met ? 'met' : 'missed', tone: met ? 'good' : 'bad' };
  return [goal, wrapped(title), wrapped(shape), bound ?? '', measured, verdict];
}
