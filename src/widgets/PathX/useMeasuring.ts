import { useCallback, useEffect, useRef, useState } from 'react';
import type { Running } from '../../components/RunBar/index.tsx';
import { messageOf } from '../../lib/messageOf.ts';
import { sentence } from '../../lib/sentence.ts';
import type { Phase } from '../shared/phase.ts';
import { mixerLabel } from '../Training/controls.ts';
import { CancelledError, type BackendChoice, type Failure } from '../worker/protocol.ts';
import { measureAll, type Outcome } from './measureAll.ts';
import { mixers } from './setting.ts';

export interface MeasuringState {
  readonly phase: Phase;
  readonly running: Running | null;
  readonly outcomes: readonly Outcome[];
  readonly failure: Failure | null;
}

export interface Measuring {
  readonly state: MeasuringState;
  /** Does nothing while something is being measured. */
  readonly start: (backend: BackendChoice) => void;
  readonly cancel: () => void;
}

const create = (): Worker =>
  new Worker(new URL('./worker/worker.ts', import.meta.url), { type: 'module', name: 'path-x' });

const idle: MeasuringState = { phase: 'recorded', running: null, outcomes: [], failure: null };

/** The measurement of all mixers. Leaving the page cancels it. */
export function useMeasuring(): Measuring {
  const [state, setState] = useState(idle);
  const active = useRef<AbortController | null>(null);
  useEffect(() => () => active.current?.abort(), []);

  const start = useCallback((backend: BackendChoice): void => {
    if (active.current) return;
    const controller = new AbortController();
    active.current = controller;
    const started = performance.now();
    const running = { progress: { fraction: 0, message: 'Starting' }, ahead: 0, started };
    const end = (phase: Phase, failure: Failure | null = null): void => {
      active.current = null;
      setState(({ outcomes }) => ({ phase, running: null, outcomes, failure }));
    };
    setState({ ...idle, phase: 'running', running });
    measureAll({
      mixers,
      backend,
      create,
      nameOf: mixerLabel,
      signal: controller.signal,
      onProgress: (progress) => setState((before) => ({ ...before, running: { ...running, progress } })),
      onOutcome: (outcome) => setState((before) => ({ ...before, outcomes: [...before.outcomes, outcome] })),
    }).then(
      () => end('done'),
      (error: unknown) => (error instanceof CancelledError ? end('cancelled') : end('error', failureOf(error))),
    );
  }, []);
  return { state, start, cancel: useCallback(() => active.current?.abort(), []) };
}

const failureOf = (error: unknown): Failure => ({
  what: 'The measurement stopped.',
  why: sentence(messageOf(error)),
  next: 'Run again, or choose the CPU under Settings.',
});
