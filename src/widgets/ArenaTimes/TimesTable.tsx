import type { ReactNode } from 'react';
import { operatorLabels } from '@vla/kernels/labels';
import DataTable, { type Cell } from '../../components/DataTable/index.tsx';
import { notRun, sizeInWords, type NotRun } from '../../lib/arena/notRun.ts';
import { formatDuration, formatNumber } from '../../lib/format.ts';
import shared from '../shared/styles.module.css';
import type { TimedSteps } from './protocol.ts';
import { hoursOf, timedSequences } from './setting.ts';
import type { TimesState } from './useTimes.ts';

/** What the reader’s device would take for each training. */
export default function TimesTable({ mixer, times }: Pick<TimesState, 'mixer' | 'times'>): ReactNode {
  const first = Object.values(times).find((timed): timed is TimedSteps => typeof timed === 'object');
  return (
    <div className={shared.result}>
      {first && (
        <p>
          {operatorLabels[mixer]} on <strong>{first.ran.adapter}</strong>.{first.ran.note && <> {first.ran.note}</>}
          {first.ran.software && <> That is a program which stands in for a graphics card.</>}
        </p>
      )}
      <DataTable
        label="Trainings that were not run, on this device"
        columns={['Training', 'Made of', 'Timed', 'A timed step', 'All of it, here']}
        rows={notRun.map((one) => rowOf(one, times[one.key]))}
        namedRows
      />
    </div>
  );
}

function rowOf({ label, preset }: NotRun, timed: TimedSteps | string | undefined): Cell[] {
  const sequences = timedSequences(preset);
  const made = [label, sizeInWords(preset), sequences === 1 ? 'one sequence' : `${sequences} sequences`];
  if (timed === undefined) return [...made, '', ''];
  if (typeof timed === 'string') return [...made, 'none', { content: timed, tone: 'bad', wraps: true }];
  const { milliseconds } = timed;
  const step = milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : formatDuration(milliseconds);
  return [...made, step, { content: longTime(hoursOf(preset, milliseconds)), tone: 'good' }];
}

/** Minutes, hours or days, with two digits. */
export function longTime(hours: number): string {
  if (hours < 1) return `${formatNumber(60 * hours, 2)} min`;
  return hours < 48 ? `${formatNumber(hours, 2)} h` : `${formatNumber(hours / 24, 2)} days`;
}
