import { useCallback, useEffect, useState } from 'react';
import type { TrainingClient } from '../client.ts';
import type { TrainingState } from '../state.ts';
import { keepTraining } from './keep.ts';
import type { KeptTraining } from './kept.ts';
import { browserStore } from './store.ts';

/** Milliseconds of training between two times that it is kept: what a tab that is closed loses at most. */
const keepEvery = 60_000;

export interface Keeping {
  /** What an earlier visit left, while nothing has been trained since. */
  readonly kept: KeptTraining | null;
  /** Whether the training that is paused now has been kept. */
  readonly isSafe: boolean;
  /** Why the training under way could not be kept, else null. */
  readonly problem: string | null;
  readonly discard: () => void;
}

const store = browserStore();

/**
 * Keeps a training in the browser while it is under way: each time that it is paused, once a minute, and when its tab is hidden; until it is done
 * or cancelled.
 */
export function useKeeping({ phase, setting }: TrainingState, client: TrainingClient): Keeping {
  const [kept, setKept] = useState<KeptTraining | null>(null);
  /** How the last try went; null before one, and again with the next phase. */
  const [tried, setTried] = useState<{
    readonly phase: TrainingState['phase'];
    readonly problem: string | null;
  } | null>(null);
  useEffect(() => void store.read().then(setKept), []);

  useEffect(() => {
    const keep = (): void =>
      void keepTraining({ setting: setting!, client, store }).then((problem) => setTried({ phase, problem }));
    if (phase === 'paused') keep();
    if (phase === 'done' || phase === 'cancelled') void store.remove().then(() => setTried(null));
    if (phase !== 'running') return undefined;
    const timer = setInterval(keep, keepEvery);
    const onHidden = (): void => {
      if (document.visibilityState === 'hidden') keep();
    };
    document.addEventListener('visibilitychange', onHidden);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', onHidden);
    };
  }, [phase, setting, client]);

  const discard = useCallback((): void => void store.remove().then(() => setKept(null)), []);
  const problem = tried?.problem ?? null;
  const isSafe = phase === 'paused' && tried?.phase === 'paused' && problem === null;
  return { kept: phase === 'recorded' ? kept : null, isSafe, problem, discard };
}
