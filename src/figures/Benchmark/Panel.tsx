import { useLayoutEffect, useState, type ReactNode } from 'react';
import Announcer from '../../components/Announcer/index.tsx';
import Notice from '../../components/Notice/index.tsx';
import RunBar from '../../components/RunBar/index.tsx';
import { announcement } from '../announcement.ts';
import DataScript from '../DataScript.tsx';
import type { Phase } from '../phase.ts';
import { useRun } from '../useRun.ts';
import type { BackendChoice, Ran } from '../worker/protocol.ts';
import Choices from './Choices.tsx';
import type { PartName, Thoroughness } from './parts.ts';
import type { BenchReport } from './report.ts';
import Report from './Report.tsx';

export interface PanelProps {
  readonly onPhase: (phase: Phase) => void;
  readonly children: ReactNode;
}

interface BenchResult {
  readonly report: BenchReport;
  readonly ran: Ran;
}

export interface Chosen {
  readonly parts: readonly PartName[];
  readonly thoroughness: Thoroughness;
  readonly backend: BackendChoice;
}

/** The part of the benchmark that needs the page's script. */
export default function Panel({ onPhase, children }: PanelProps): ReactNode {
  const runner = useRun<BenchResult>();
  const { state } = runner;
  const [chosen, setChosen] = useState<Chosen>({
    parts: ['crossover', 'forward'],
    thoroughness: 'quick',
    backend: 'auto',
  });
  // In the same flush as the click: whoever looks at the page never sees the phase of the run before.
  useLayoutEffect(() => onPhase(state.phase), [onPhase, state.phase]);

  const run = (): void => {
    const { parts, thoroughness, backend } = chosen;
    if (parts.length === 0) return;
    runner.start({ kind: 'benchmark', parts, thoroughness, backend }, async ({ data, ran }) => ({
      report: data as BenchReport,
      ran,
    }));
  };

  return (
    <>
      {children}
      <Choices chosen={chosen} onChange={setChosen} disabled={state.phase === 'running'} />
      <RunBar
        label={state.phase === 'recorded' ? 'Run' : state.phase === 'running' ? 'Running' : 'Run again'}
        running={state.phase === 'running' ? state.running : null}
        onRun={run}
        onCancel={runner.cancel}
      >
        {chosen.parts.length === 0 && <span>Choose at least one thing to measure.</span>}
        {state.phase === 'cancelled' && <span>Cancelled. No result is shown.</span>}
      </RunBar>
      <Announcer message={announcement('Benchmark', state)} />
      {state.phase === 'error' && <Notice {...state.failure} />}
      {state.phase === 'done' && (
        <>
          <Report {...state.result} onError={runner.fail} />
          <DataScript value={{ data: state.result.report, quantities: [], ran: state.result.ran }} />
        </>
      )}
    </>
  );
}
