import type { ReactNode } from 'react';
import Button from '../../components/Button/index.tsx';
import { formatDuration } from '../../lib/format.ts';
import { mixerLabel } from './controls.ts';
import type { KeptTraining } from './keeping/kept.ts';
import type { Keeping } from './keeping/useKeeping.ts';
import styles from './styles.module.css';

interface KeptProps {
  readonly keeping: Keeping;
  readonly onContinue: (kept: KeptTraining) => void;
}

/** A training that an earlier visit left, to be continued; and what can’t be kept of the one under way. */
export default function Kept({ keeping: { kept, isSafe, problem, discard }, onContinue }: KeptProps): ReactNode {
  return (
    <>
      {kept && (
        <div className={styles.kept} role="group" aria-label="A training that is kept in this browser">
          <p>{inWords(kept)}</p>
          <div className={styles.buttons}>
            <Button onClick={() => onContinue(kept)}>Continue</Button>
            <Button onClick={discard}>Discard</Button>
          </div>
        </div>
      )}
      <p role="status" className={styles.soft}>
        {isSafe && 'Kept in this browser: you can close the page, and continue here another day.'}
      </p>
      {problem && (
        <p role="alert" className={styles.problem}>
          {`This training is lost when you close the page. ${problem} Its weights can be saved as a file.`}
        </p>
      )}
    </>
  );
}

function inWords({ setting, racers, milliseconds, at }: KeptTraining): string {
  const [{ task, model, training }] = setting.racers;
  const names = setting.racers.map((one) => mixerLabel(String(one.model?.mixer))).join(' and ');
  const step = Math.max(...racers.map(({ points }) => points.at(-1)?.step ?? 0));
  const size = `width ${model?.modelDim}, ${model?.layers} ${model?.layers === 1 ? 'block' : 'blocks'}`;
  return (
    `Kept in this browser: ${names} on ${task.name}, ${size}, at step ${step} of ${training.steps}, trained for ` +
    `${formatDuration(milliseconds)} until ${new Date(at).toLocaleString()}.`
  );
}
