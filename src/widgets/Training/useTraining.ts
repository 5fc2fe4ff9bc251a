import { useEffect, useMemo, useReducer } from 'react';
import { TrainingClient } from './client.ts';
import type { TrainingSetting } from './setting.ts';
import { idle, isBusy, next, type TrainingState } from './state.ts';

export interface Training {
  readonly state: TrainingState;
  readonly client: TrainingClient;
  /** Does nothing while something is being trained. */
  readonly start: (setting: TrainingSetting) => void;
}

const createWorker = (): Worker =>
  new Worker(new URL('./worker/worker.ts', import.meta.url), { type: 'module', name: 'training' });

/** One widget's training, in a worker of its own that starts with the first use. Leaving the page ends it. */
export function useTraining(): Training {
  const [state, dispatch] = useReducer(next, idle);
  const client = useMemo(() => new TrainingClient(createWorker, dispatch), []);
  useEffect(() => () => client.dispose(), [client]);
  const start = (setting: TrainingSetting): void => {
    if (isBusy(state)) return;
    dispatch({ type: 'begin', setting });
    client.send({ type: 'train', setting });
  };
  return { state, client, start };
}
