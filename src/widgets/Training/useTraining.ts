import { useEffect, useMemo, useReducer } from 'react';
import { TrainingClient } from './client.ts';
import type { KeptTraining } from './keeping/kept.ts';
import type { TrainingSetting } from './setting.ts';
import { idle, isBusy, next, type TrainingState } from './state.ts';

export interface Training {
  readonly state: TrainingState;
  readonly client: TrainingClient;
  /** Does nothing while something is being trained. */
  readonly start: (setting: TrainingSetting) => void;
  /** The same from where a training stood that was kept. */
  readonly continueFrom: (kept: KeptTraining) => void;
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
  const continueFrom = (kept: KeptTraining): void => {
    if (isBusy(state)) return;
    dispatch({ type: 'continue', kept });
    const { setting, racers, milliseconds } = kept;
    client.send({ type: 'train', setting, from: { racers, milliseconds } });
  };
  return { state, client, start, continueFrom };
}
