import { useRef, type ReactNode } from 'react';
import { formatDuration } from '../../lib/format.ts';
import Button from '../../components/Button/index.tsx';
import barStyles from '../../components/RunBar/styles.module.css';
import { isBusy, type TrainingState } from './state.ts';

interface BarProps {
  readonly state: TrainingState;
  readonly onTrain: () => void;
  readonly onPause: () => void;
  readonly onResume: () => void;
  readonly onCancel: () => void;
}

/** Train, and while it trains Pause or Resume, Cancel, and how far it is. */
export default function Bar({ state, onTrain, onPause, onResume, onCancel }: BarProps): ReactNode {
  const { phase, fraction } = state;
  const train = useRef<HTMLButtonElement>(null);
  const busy = isBusy(state);
  const cancel = (): void => {
    onCancel();
    train.current?.focus();
  };
  return (
    <div className={barStyles.bar} data-print="hide">
      <Button ref={train} primary aria-disabled={busy} onClick={() => busy || onTrain()}>
        {busy ? 'Training' : phase === 'recorded' ? 'Train' : 'Train again'}
      </Button>
      {busy && (
        <>
          <Button onClick={phase === 'paused' ? onResume : onPause}>{phase === 'paused' ? 'Resume' : 'Pause'}</Button>
          <Button onClick={cancel}>Cancel</Button>
          <progress className={barStyles.progress} max={1} value={fraction} aria-label="Progress" />
          <span className={barStyles.message}>{messageOf(state)}</span>
        </>
      )}
      {phase === 'cancelled' && (
        <span>Cancelled. What was trained until then is shown, and can be saved and asked.</span>
      )}
    </div>
  );
}

function messageOf({ phase, ran, racers, milliseconds, remaining, setting }: TrainingState): string {
  if (!ran) return 'Opening the device';
  const step = Math.max(0, ...racers.map(({ points }) => points.at(-1)?.step ?? 0));
  const steps = setting!.racers[0]!.training.steps;
  if (step === 0) return 'Preparing the first step: shaders are compiled';
  const time = `${formatDuration(milliseconds)}${remaining === null ? '' : `, at most ${formatDuration(remaining)} left`}`;
  return `${phase === 'paused' ? 'Paused at step' : 'Step'} ${step} of ${steps} · ${time}`;
}
