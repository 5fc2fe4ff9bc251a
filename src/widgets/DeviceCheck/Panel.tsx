import { useLayoutEffect, useState, type ReactNode } from 'react';
import Announcer from '../../components/Announcer/index.tsx';
import Notice from '../../components/Notice/index.tsx';
import RunBar from '../../components/RunBar/index.tsx';
import { announcement } from '../shared/announcement.ts';
import DataScript from '../shared/DataScript.tsx';
import type { Phase } from '../shared/phase.ts';
import { backendControl } from '../shared/backendControl.ts';
import LinkNote from '../shared/LinkNote.tsx';
import { useLinkedDraft } from '../shared/useLinkedDraft.ts';
import { useRun } from '../shared/useRun.ts';
import { RunError, type BackendChoice, type Ran } from '../worker/protocol.ts';
import type { DeviceReport } from './report.ts';
import Report from './Report.tsx';
import Where from './Where.tsx';

export interface PanelProps {
  readonly onPhase: (phase: Phase) => void;
  readonly children: ReactNode;
}

const controls = [backendControl];
const defaults = { backend: 'auto' };

interface CheckResult {
  readonly report: DeviceReport;
  readonly ran: Ran;
}

/** The part of the device check that needs the page's script. */
export default function Panel({ onPhase, children }: PanelProps): ReactNode {
  const runner = useRun<CheckResult>();
  const { state } = runner;
  const [report, setReport] = useState<CheckResult | null>(null);
  // In the same flush as the click: whoever looks at the page never sees the phase of the run before.
  useLayoutEffect(() => onPhase(state.phase), [onPhase, state.phase]);

  const { draft, change, linked } = useLinkedDraft('device-check', controls, defaults);
  const run = (): void => {
    setReport(null);
    runner.start({ kind: 'device-check', backend: draft['backend'] as BackendChoice }, async ({ data, ran }) => {
      const result = { report: data as DeviceReport, ran };
      setReport(result);
      const failed = result.report.cases.filter(({ ok }) => !ok);
      if (failed.length > 0)
        throw new RunError(selfCheckFailure(failed.length, result.report.cases.length, failed[0]!.failure));
      return result;
    });
  };

  return (
    <>
      {children}
      <LinkNote linked={linked} />
      <Where backend={String(draft['backend'])} onChange={(value) => change('backend', value)} />
      <RunBar
        label="Check this device"
        running={state.phase === 'running' ? state.running : null}
        onRun={run}
        onCancel={runner.cancel}
      >
        {state.phase === 'cancelled' && <span>Cancelled. No result is shown.</span>}
      </RunBar>
      <Announcer message={announcement('Device check', state)} />
      {state.phase === 'error' && <Notice {...state.failure} />}
      {report && state.phase !== 'running' && <Report {...report} />}
      {state.phase === 'done' && (
        <DataScript value={{ data: state.result.report, quantities: [], ran: state.result.ran }} />
      )}
    </>
  );
}

function selfCheckFailure(failed: number, all: number, firstReason: string | null) {
  return {
    what: 'This device failed the check.',
    why: `${failed} of ${all} comparisons with the float64 reference were not within tolerance.${firstReason ? ` The first gave no result: ${firstReason}` : ''}`,
    next: 'Do not trust numbers computed on it: choose the CPU in the settings of each figure.',
  };
}
