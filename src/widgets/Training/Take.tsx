import type { ReactNode } from 'react';
import Button from '../../components/Button/index.tsx';
import { csvOf } from '../../lib/sharing/csv.ts';
import { save } from '../../lib/sharing/save.ts';
import { useAttempt } from '../shared/useAttempt.ts';
import type { TrainingClient } from './client.ts';
import { mixerLabel } from './controls.ts';
import { racerNames } from './protocol.ts';
import { published } from './published.ts';
import type { TrainingState } from './state.ts';
import { curveTable } from './table.ts';
import styles from './styles.module.css';

/** The curve and the weights as files. */
export default function Take({ state, client }: { state: TrainingState; client: TrainingClient }): ReactNode {
  const { message, attempt } = useAttempt();
  const name = `training-${state.racers.map(({ mixer }) => mixer).join('-')}`;
  const saveWeights = async (racer: number): Promise<void> => {
    const bytes = await client.ask({ kind: 'file', model: racerNames[racer]! });
    save(`${state.racers[racer]!.mixer}.safetensors`, new Blob([bytes], { type: 'application/octet-stream' }));
  };
  return (
    <div className={styles.buttons}>
      <Button
        onClick={() => attempt('Saved as CSV.', () => save(`${name}.csv`, csvOf(curveTable(state.racers)), 'text/csv'))}
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
      {state.racers.map(({ mixer }, racer) => (
        <Button key={racer} onClick={() => attempt('Weights saved.', () => saveWeights(racer))}>
          {`Weights of ${mixerLabel(mixer)}, safetensors`}
        </Button>
      ))}
      <span role="status">{message}</span>
    </div>
  );
}
