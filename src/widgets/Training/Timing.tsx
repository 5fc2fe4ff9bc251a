import { useState, type ReactNode } from 'react';
import Button from '../../components/Button/index.tsx';
import { formatDuration } from '../../lib/format.ts';
import { messageOf } from '../../lib/messageOf.ts';
import type { TrainingClient } from './client.ts';
import type { Estimate } from './protocol.ts';
import type { TrainingSetting } from './setting.ts';
import styles from './styles.module.css';

interface TimingProps {
  readonly client: TrainingClient;
  /** What is to be trained, or null with the problems shown. */
  readonly read: () => TrainingSetting | null;
}

/** How long a training would take here: a few of its steps are timed. */
export default function Timing({ client, read }: TimingProps): ReactNode {
  const [words, setWords] = useState('');
  const time = (): void => {
    const setting = read();
    if (!setting) return;
    setWords('Timing a few steps…');
    client.ask({ kind: 'estimate', setting }).then(
      (estimate) => setWords(inWords(estimate, setting)),
      (error: unknown) => setWords(messageOf(error)),
    );
  };
  return (
    <div className={styles.buttons}>
      <Button onClick={time}>How long would it take?</Button>
      <span role="status">{words}</span>
    </div>
  );
}

export function inWords({ ran, workers, step, timed, whole }: Estimate, { racers, stop }: TrainingSetting): string {
  const { steps } = racers[0].training;
  const threads = workers > 1 ? `, ${workers} workers` : '';
  const each = step < 1000 ? `${Math.max(1, Math.round(step))} ms` : formatDuration(step);
  const most = stop ? 'At most' : 'About';
  const less = stop ? ' It ends sooner where the task is solved before.' : '';
  const of = timed === 1 ? 'one step that was' : `${timed} steps that were`;
  return (
    `${most} ${formatDuration(whole)} for ${steps} steps, tests included: a step takes ${each} on ${ran.adapter}${threads}, ` +
    `by ${of} timed just now.${less}`
  );
}
