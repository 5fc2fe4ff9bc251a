import type { ReactNode } from 'react';
import Button from '../../components/Button/index.tsx';
import { csvOf } from '../../lib/sharing/csv.ts';
import { save } from '../../lib/sharing/save.ts';
import { useAttempt } from '../shared/useAttempt.ts';
import type { TrainingClient } from './client.ts';
import { mixerLabel } from './controls.ts';
import { laneNames } from './protocol.ts';
import { published } from './published.ts';
import type { TrainingState } from './state.ts';
import { curveTable } from './table.ts';
import styles from './styles.module.css';

/** The curve and the weights as files. */
export default function Take({ state, client }: { state: TrainingState; client: TrainingClient }): ReactNode {
  const { message, attempt } = useAttempt();
  const name = `training-${state.lanes.map(({ mixer }) => mixer).join('-')}`;
  const saveWeights = async (lane: number): Promise<void> => {
    const bytes = await client.ask({ kind: 'file', model: laneNames[lane]! });
    save(`${state.lanes[lane]!.mixer}.safetensors`, new Blob([bytes], { type: 'application/octet-stream' }));
  };
  return (
    <div className={styles.buttons}>
      <Button
        onClick={() => attempt('Saved as CSV.', () => save(`${name}.csv`, csvOf(curveTable(state.lanes)), 'text/csv'))}
      >
        Curve, CSV
      </Button>
      <Button
        onClick={() =>
          attempt('Saved as JSON.', () =>
            save(`${name}.json`, `${JSON.stringify(published(state), null, 2)}\n`, 'application/json'),
          )
        }
      >
        Curve, JSON
      </Button>
      {state.lanes.map(({ mixer }, lane) => (
        <Button key={lane} onClick={() => attempt('Weights saved.', () => saveWeights(lane))}>
          {`Weights of ${mixerLabel(mixer)}, safetensors`}
        </Button>
      ))}
      <span role="status">{message}</span>
    </div>
  );
}
