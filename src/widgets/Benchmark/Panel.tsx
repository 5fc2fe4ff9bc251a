import { useLayoutEffect, type ReactNode } from 'react';
import Announcer from '../../components/Announcer/index.tsx';
import Notice from '../../components/Notice/index.tsx';
import RunBar from '../../components/RunBar/index.tsx';
import { announcement } from '../shared/announcement.ts';
import DataScript from '../shared/DataScript.tsx';
import type { Phase } from '../shared/phase.ts';
import { useRun } from '../shared/useRun.ts';
import LinkNote from '../shared/LinkNote.tsx';
import { useLinkedDraft } from '../shared/useLinkedDraft.ts';
import type { Ran } from '../worker/protocol.ts';
import Choices from './Choices.tsx';
import { chosenIn, controls, defaults } from './controls.ts';
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

/** The part of the benchmark that needs the page's script. */
export default function Panel({ onPhase, children }: PanelProps): ReactNode {
  const runner = useRun<BenchResult>();
  const { state } = runner;
  const { draft, change, linked } = useLinkedDraft('benchmark', controls, defaults);
  const chosen = chosenIn(draft);
  // In the same flush as the click: whoever looks at the page never sees the phase of the run before.
  useLayoutEffect(() => onPhase(state.phase), [onPhase, state.phase]);

  const run = (): void => {
    if (chosen.parts.length === 0) return;
    runner.start({ kind: 'benchmark', ...chosen }, async ({ data, ran }) => ({
      report: data as BenchReport,
      ran,
    }));
  };

  return (
    <>
      {children}
      <LinkNote linked={linked} />
      <Choices draft={draft} onChange={change} disabled={state.phase === 'running'} />
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
