import { useEffect, useRef, useState, type ReactNode } from 'react';
import Button from '../Button/index.tsx';
import { formatDuration } from '../../lib/format.ts';
import type { Progress } from '../../lib/experiment.ts';
import styles from './styles.module.css';

export interface Running {
  readonly progress: Progress;
  /** Runs of other widgets that come first. */
  readonly ahead: number;
  /** performance.now() when the work itself began. */
  readonly started: number;
}

export interface RunBarProps {
  readonly label: string;
  readonly running: Running | null;
  readonly onRun: () => void;
  readonly onCancel: () => void;
  /** Further buttons, shown while nothing runs. */
  readonly children?: ReactNode;
}

/** Run, and while it runs how far it is and Cancel. */
export default function RunBar({ label, running, onRun, onCancel, children }: RunBarProps): ReactNode {
  const runButton = useRef<HTMLButtonElement>(null);
  const cancel = (): void => {
    onCancel();
    runButton.current?.focus();
  };
  return (
    <div className={styles.bar} data-print="hide">
      <Button ref={runButton} primary aria-disabled={running !== null} onClick={() => running ?? onRun()}>
        {label}
      </Button>
      {running ? (
        <>
          <Button onClick={cancel}>Cancel</Button>
          <progress className={styles.progress} max={1} value={running.progress.fraction} aria-label="Progress" />
          <span className={styles.message}>
            {running.ahead > 0 ? waiting(running.ahead) : <Message {...running} />}
          </span>
        </>
      ) : (
        children
      )}
    </div>
  );
}

const waiting = (ahead: number): string =>
  ahead === 1 ? 'Waiting for another figure' : `Waiting for ${ahead} other figures`;

function Message({ progress, started }: Running): ReactNode {
  const elapsed = useElapsed(started);
  const { fraction, message } = progress;
  const left = elapsed > 1000 && fraction > 0.03 ? (elapsed * (1 - fraction)) / fraction : 0;
  return (
    <>
      {message}
      <span className={styles.time}>
        {Math.round(fraction * 100)} % · {formatDuration(elapsed)}
        {left >= 500 && `, about ${formatDuration(left)} left`}
      </span>
    </>
  );
}

function useElapsed(started: number): number {
  const [now, setNow] = useState(started);
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 250);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, now - started);
}
