import { useEffect, useRef, useState } from 'react';
import type { FromKernelWorker, ToKernelWorker } from './protocol.ts';

/** Milliseconds that a run may take. */
export const TIME_LIMIT = 20_000;

export type KernelRunState =
  | { readonly phase: 'idle' | 'running' | 'stopped' | 'late' }
  | { readonly phase: 'ended'; readonly answer: FromKernelWorker };

/** Runs of one cell, each in a worker with a device of its own, so that no shader can harm the page's figures. */
export function useKernelRun() {
  const [state, setState] = useState<KernelRunState>({ phase: 'idle' });
  const active = useRef<(() => void) | null>(null);
  useEffect(() => () => active.current?.(), []);

  const end = (next: KernelRunState): void => {
    active.current?.();
    active.current = null;
    setState(next);
  };
  const run = (request: ToKernelWorker): void => {
    end({ phase: 'running' });
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'changed kernel' });
    const timer = setTimeout(() => end({ phase: 'late' }), TIME_LIMIT);
    active.current = () => {
      clearTimeout(timer);
      worker.terminate();
    };
    worker.addEventListener('message', ({ data }: MessageEvent<FromKernelWorker>) =>
      end({ phase: 'ended', answer: data }),
    );
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      const failure = {
        what: 'The kernel could not be tried.',
        why: event.message || 'The worker did not start; the site may have been updated.',
        next: 'Reload the page and try again.',
      };
      end({ phase: 'ended', answer: { type: 'failed', messages: [], failure } });
    });
    worker.postMessage(request);
  };
  return { state, run, stop: () => end({ phase: 'stopped' }), reset: () => end({ phase: 'idle' }) };
}
