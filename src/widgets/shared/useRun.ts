import { useCallback, useEffect, useRef, useState } from 'react';
import type { Running } from '../../components/RunBar/index.tsx';
import { messageOf } from '../../lib/messageOf.ts';
import { sentence } from '../../lib/sentence.ts';
import { CancelledError, RunError, type Failure, type Outcome, type Request } from '../worker/protocol.ts';
import { pageWorker } from '../worker/pageWorker.ts';

export type RunState<Result> =
  | { readonly phase: 'recorded' }
  | { readonly phase: 'running'; readonly running: Running }
  | { readonly phase: 'done'; readonly result: Result }
  | { readonly phase: 'error'; readonly failure: Failure }
  | { readonly phase: 'cancelled' };

export interface Runner<Result> {
  readonly state: RunState<Result>;
  /** Does nothing while a run of this widget is under way. */
  readonly start: (request: Request, finish: (outcome: Outcome) => Promise<Result>) => void;
  readonly cancel: () => void;
  readonly reset: () => void;
  readonly fail: (error: unknown) => void;
}

/** One widget's runs in the page's worker. Leaving the page cancels. */
export function useRun<Result>(): Runner<Result> {
  const [state, setState] = useState<RunState<Result>>({ phase: 'recorded' });
  const active = useRef<AbortController | null>(null);
  useEffect(() => () => active.current?.abort(), []);

  const fail = useCallback((error: unknown) => setState({ phase: 'error', failure: failureOf(error) }), []);

  const start = useCallback<Runner<Result>['start']>((request, finish) => {
    if (active.current) return;
    const controller = new AbortController();
    active.current = controller;
    let running: Running = { progress: { fraction: 0, message: 'Starting' }, ahead: 0, started: performance.now() };
    const update = (change: Partial<Running>): void => {
      running = { ...running, ...change };
      setState({ phase: 'running', running });
    };
    update({});
    pageWorker
      .run(request, {
        signal: controller.signal,
        onProgress: (progress) => update({ progress }),
        onQueue: (ahead) => update({ ahead, started: performance.now() }),
      })
      .then(finish)
      .then(
        (result) => setState(controller.signal.aborted ? { phase: 'cancelled' } : { phase: 'done', result }),
        (error: unknown) =>
          setState(
            error instanceof CancelledError ? { phase: 'cancelled' } : { phase: 'error', failure: failureOf(error) },
          ),
      )
      .finally(() => {
        active.current = null;
      });
  }, []);

  const cancel = useCallback(() => {
    active.current?.abort();
    setState((state) => (state.phase === 'running' ? { phase: 'running', running: stopping(state.running) } : state));
  }, []);
  const reset = useCallback(() => setState({ phase: 'recorded' }), []);
  return { state, start, cancel, reset, fail };
}

const stopping = (running: Running): Running => ({
  ...running,
  progress: { ...running.progress, message: 'Stopping' },
});

function failureOf(error: unknown): Failure {
  if (error instanceof RunError) return error.failure;
  return {
    what: 'The figure could not be drawn.',
    why: sentence(messageOf(error)),
    next: 'Reload the page and try again; the site may have been updated since it was opened.',
  };
}
