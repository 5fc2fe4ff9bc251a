import { type ReactNode } from 'react';
import DataTable from '../../components/DataTable/index.tsx';
import { useDrawingTheme } from '../../components/useDrawingTheme.ts';
import { formatDuration } from '../../lib/format.ts';
import shared from '../shared/styles.module.css';
import Ask from './Ask.tsx';
import type { TrainingClient } from './client.ts';
import { mixerLabel } from './controls.ts';
import Curves from './Curves.tsx';
import Heads from './Heads.tsx';
import { racerNames } from './protocol.ts';
import { isBusy, type TrainingState } from './state.ts';
import { scoreTable } from './table.ts';
import Take from './Take.tsx';

interface OutcomeProps {
  readonly state: TrainingState;
  readonly client: TrainingClient;
  readonly onError: (error: unknown) => void;
}

/** What training has come to so far: curves, states, files, and the models to be asked. */
export default function Outcome({ state, client, onError }: OutcomeProps): ReactNode {
  const theme = useDrawingTheme();
  const { setting, racers, ran, workers, workersNote } = state;
  const busy = isBusy(state);
  return (
    <div className={shared.result}>
      {ran && (
        <p>
          {busy ? 'Training' : `Trained for ${formatDuration(state.milliseconds)}`} on <strong>{ran.adapter}</strong>
          {workers !== null && workers > 1 && <>, with {workers} workers</>}.{ran.note && <> {ran.note}</>}
          {workersNote && <> {workersNote}</>}
          {ran.backend === 'webgpu' && ran.software && (
            <> That is a program which stands in for a graphics card.</>
          )}{' '}
          Weights: {racers.map(({ mixer, parameters }) => `${mixerLabel(mixer)} ${parameters}`).join(', ')}.
        </p>
      )}
      <Curves racers={racers} steps={setting!.racers[0]!.training.steps} theme={theme} />
      <Heads racers={racers} theme={theme} onError={onError} />
      <details className={shared.details}>
        <summary>The tests as a table</summary>
        <DataTable label="Tests on unseen sequences" {...scoreTable(racers)} low />
      </details>
      {racers.some(({ points }) => points.length > 0) && <Take state={state} client={client} />}
      {!busy &&
        racers.map(
          ({ mixer, scores }, racer) =>
            scores.length > 0 && (
              <Ask
                key={`${racer}-${mixer}`}
                client={client}
                model={racerNames[racer]!}
                name={mixerLabel(mixer)}
                options={setting!.racers[racer]!}
              />
            ),
        )}
    </div>
  );
}
