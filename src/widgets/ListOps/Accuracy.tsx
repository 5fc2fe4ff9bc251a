import { useMemo, type ReactNode } from 'react';
import DataTable from '../../components/DataTable/index.tsx';
import { useDrawingTheme } from '../../components/useDrawingTheme.ts';
import { formatDuration } from '../../lib/format.ts';
import shared from '../shared/styles.module.css';
import Chart from '../Training/Chart.tsx';
import { mixerLabel } from '../Training/controls.ts';
import { isBusy, type TrainingState } from '../Training/state.ts';
import { accuracyChart, strokes } from './accuracyChart.ts';
import { percent } from './Floors.tsx';
import type { MeasuredFloors } from './floors.ts';
import styles from './styles.module.css';

interface AccuracyProps {
  readonly state: TrainingState;
  /** Of the brackets that the model is asked for. */
  readonly floors: MeasuredFloors | null;
}

/** How a training goes: its accuracy on unseen expressions, with what rules reach that know little. */
export default function Accuracy({ state, floors }: AccuracyProps): ReactNode {
  const theme = useDrawingTheme();
  const { ran, racers, setting, milliseconds } = state;
  const { mixer, scores, parameters } = racers[0]!;
  const { steps } = setting!.racers[0]!.training;
  const chart = useMemo(
    () => accuracyChart({ mixer, scores, floors, steps, theme }),
    [mixer, scores, floors, steps, theme],
  );
  const last = scores.at(-1);
  const words = last
    ? `${percent(last.accuracy)} of the brackets of ${last.sequences} unseen expressions right after step ${last.step}`
    : 'not tested yet';
  const beside = floors
    ? `; always the same digit ${percent(floors.constant)}, the operator alone ${percent(floors.rootOnly)}`
    : '';
  return (
    <div className={shared.result}>
      {ran && (
        <p>
          {isBusy(state) ? 'Training' : `Trained for ${formatDuration(milliseconds)}`} on <strong>{ran.adapter}</strong>
          .{ran.note && <> {ran.note}</>} {`${mixerLabel(mixer)}, ${parameters} weights.`}
        </p>
      )}
      <p data-accuracy>{`${mixerLabel(mixer)}: ${words}${beside}.`}</p>
      <ul className={styles.keys}>
        {strokes(mixer, theme).map(({ name, color, dash }) => (
          <li key={name}>
            <svg width="28" height="8" aria-hidden="true">
              <line x1="0" x2="28" y1="4" y2="4" stroke={color} strokeWidth="2" strokeDasharray={dash} />
            </svg>
            {name}
          </li>
        ))}
      </ul>
      <Chart title="Brackets answered right, of unseen expressions" label={`Accuracy: ${words}${beside}.`} {...chart} />
      <details className={shared.details}>
        <summary>The tests as a table</summary>
        <DataTable
          label="Tests on unseen expressions"
          columns={['Step', 'Test loss', 'Brackets right', 'Expressions without a mistake']}
          rows={scores.map(({ step, loss, accuracy, exactMatch }) => [step, loss, accuracy, exactMatch])}
          low
        />
      </details>
    </div>
  );
}
