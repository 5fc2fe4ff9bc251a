import { useCallback, useEffect, useRef, useState } from 'react';
import type { Running } from '../../components/RunBar/index.tsx';
import { notRun } from '../../lib/arena/notRun.ts';
import { messageOf } from '../../lib/messageOf.ts';
import type { Phase } from '../shared/phase.ts';
import type { BackendChoice } from '../worker/protocol.ts';
import { QuestionClient } from '../worker/questionClient.ts';
import type { TimeAnswers, TimedSteps, TimeQuestion } from './protocol.ts';
import type { TimedMixer } from './setting.ts';

/** Of each training that was timed, or why it was not. */
export type Times = Readonly<Record<string, TimedSteps | string>>;

export interface TimesState {
  readonly phase: Phase;
  readonly running: Running | null;
  readonly mixer: TimedMixer;
  readonly times: Times;
}

export interface Timing {
  readonly state: TimesState;
  /** Does nothing while something is being timed. */
  readonly start: (chosen: { readonly mixer: TimedMixer; readonly backend: BackendChoice }) => void;
  readonly cancel: () => void;
}

const create = (): Worker =>
  new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'arena-times' });

const named = { program: 'that times steps', again: 'run' };

/** Times every training on the list, one after the other, each in a worker of its own: memory that one took is given back. */
export function useTimes(): Timing {
  const [state, setState] = useState<TimesState>({ phase: 'recorded', running: null, mixer: 'vla', times: {} });
  const active = useRef<AbortController | null>(null);
  useEffect(() => () => active.current?.abort(), []);

  const start = useCallback<Timing['start']>((chosen) => {
    if (active.current) return;
    const controller = new AbortController();
    active.current = controller;
    const started = performance.now();
    const progressAt = (at: number): Running => {
      return { progress: { fraction: at / notRun.length, message: notRun[at]!.label }, ahead: 0, started };
    };
    const end = (phase: Phase): void => {
      active.current = null;
      setState((before) => ({ ...before, phase, running: null }));
    };
    setState({ phase: 'running', running: progressAt(0), mixer: chosen.mixer, times: {} });
    const all = async (): Promise<void> => {
      for (const [at, { key }] of notRun.entries()) {
        setState((before) => ({ ...before, running: progressAt(at) }));
        const timed = await timeOne({ kind: 'time', key, ...chosen }, controller.signal);
        if (controller.signal.aborted) return end('cancelled');
        setState((before) => ({ ...before, times: { ...before.times, [key]: timed } }));
      }
      end('done');
    };
    void all();
  }, []);
  return { state, start, cancel: useCallback(() => active.current?.abort(), []) };
}

/** What cannot be timed holds up no other. An abort ends the worker, whatever it is doing. */
async function timeOne(question: TimeQuestion, signal: AbortSignal): Promise<TimedSteps | string> {
  const client = new QuestionClient<TimeQuestion, TimeAnswers>(create, named);
  const aborted = new Promise<string>((resolve) => signal.addEventListener('abort', () => resolve('cancelled')));
  try {
    return await Promise.race([client.ask(question), aborted]);
  } catch (error) {
    return messageOf(error);
  } finally {
    client.dispose();
  }
}
