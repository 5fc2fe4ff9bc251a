import { useCallback, useEffect, useRef, useState } from 'react';
import useBaseUrl from '@docusaurus/useBaseUrl';
import { usePluginData } from '@docusaurus/useGlobalData';
import { runInSandbox } from '../sandbox/client.ts';
import { pluginName, type SandboxFiles } from '../sandbox/files.ts';
import { idle, TIME_LIMIT, type CellState } from './state.ts';

/** One cell's runs. A new run, and leaving the page, stop the one before. */
export function useCellRun() {
  const { frame, bundle } = usePluginData(pluginName) as SandboxFiles;
  const files = { frame: useBaseUrl(frame), bundle: useBaseUrl(bundle) };
  const [state, setState] = useState<CellState>(idle);
  const active = useRef<AbortController | null>(null);
  useEffect(() => () => active.current?.abort(), []);

  const run = (source: string): void => {
    active.current?.abort();
    const controller = new AbortController();
    active.current = controller;
    const current = (change: (state: CellState) => CellState): void =>
      setState((state) => (active.current === controller ? change(state) : state));
    setState({ ...idle, phase: 'running' });
    runInSandbox({
      source,
      files,
      timeLimit: TIME_LIMIT,
      signal: controller.signal,
      onOutput: (output) => current((state) => ({ ...state, outputs: [...state.outputs, output] })),
    }).then(
      (end) => current((state) => ({ ...state, phase: end.type, end })),
      (error: Error) => current((state) => ({ ...state, phase: 'broken', trouble: error.message })),
    );
  };
  const stop = useCallback(() => active.current?.abort(), []);
  const reset = useCallback(() => {
    active.current?.abort();
    active.current = null;
    setState(idle);
  }, []);
  return { state, run, stop, reset };
}
