import type { ReactNode } from 'react';
import DataTable, { type Cell } from '../../components/DataTable/index.tsx';
import { formatDuration, formatNumber } from '../../lib/format.ts';
import shared from '../shared/styles.module.css';
import { mixerLabel } from '../Training/controls.ts';
import type { Outcome } from './measureAll.ts';
import { daysOfFullRun, longTokens, shortTokens } from './setting.ts';

/** What a step took with each mixer, and why there is none where there is none. */
export default function Steps({ outcomes }: { readonly outcomes: readonly Outcome[] }): ReactNode {
  const first = outcomes.flatMap((outcome) => ('step' in outcome ? [outcome.step] : []))[0];
  const ran = first?.ran;
  return (
    <div className={shared.result}>
      {first && ran && (
        <p>
          On <strong>{ran.adapter}</strong>.{ran.note && <> {ran.note}</>}
          {ran.backend === 'webgpu' && ran.software && (
            <> That is a program which stands in for a graphics card.</>
          )}{' '}
          {`The model has ${first.weights} weights.`}
        </p>
      )}
      <DataTable
        label="A training step with each mixer"
        columns={[
          'Mixer',
          `Step, ${shortTokens} tokens`,
          `Estimate, ${longTokens} tokens`,
          'Measured',
          'Memory',
          'Published training',
        ]}
        rows={outcomes.map(rowOf)}
        namedRows
      />
    </div>
  );
}

function rowOf(outcome: Outcome): Cell[] {
  const name = mixerLabel(outcome.mixer);
  if ('failure' in outcome) {
    const { what, why } = outcome.failure;
    return [name, '', '', 'none', '', { content: `${what} ${why}`, tone: 'bad', wraps: true }];
  }
  const { short, long, estimate, bytes } = outcome.step;
  const memory = bytes === null ? 'not known' : `${Math.round(bytes / 2 ** 20)} MiB`;
  return [
    name,
    milliseconds(short.milliseconds),
    milliseconds(estimate),
    { content: milliseconds(long.milliseconds), tone: 'good' },
    memory,
    `${formatNumber(daysOfFullRun(long.milliseconds), 2)} days`,
  ];
}

/** Short times need more than a tenth of a second. */
const milliseconds = (time: number): string => (time < 1000 ? `${Math.round(time)} ms` : formatDuration(time));
