import { useLayoutEffect, useState, type ReactNode } from 'react';
import Announcer from '../../components/Announcer/index.tsx';
import Notice from '../../components/Notice/index.tsx';
import RunBar from '../../components/RunBar/index.tsx';
import { formatDuration } from '../../lib/format.ts';
import { backendControl } from '../shared/backendControl.ts';
import DataScript from '../shared/DataScript.tsx';
import LinkNote from '../shared/LinkNote.tsx';
import type { Phase } from '../shared/phase.ts';
import SettingsFold from '../shared/SettingsFold.tsx';
import { useCheckedDraft } from '../shared/useCheckedDraft.ts';
import { mixerLabel } from '../Training/controls.ts';
import type { BackendChoice } from '../worker/protocol.ts';
import type { Outcome } from './measureAll.ts';
import Steps from './Steps.tsx';
import { useMeasuring, type MeasuringState } from './useMeasuring.ts';

export interface PanelProps {
  readonly onPhase: (phase: Phase) => void;
  readonly children: ReactNode;
}

const controls = [backendControl];
const defaults = { backend: 'auto' };

/** The part of the widget that needs the page’s script. */
export default function Panel({ onPhase, children }: PanelProps): ReactNode {
  const fields = useCheckedDraft({ name: 'path-x', controls, defaults });
  const [open, setOpen] = useState(Object.keys(fields.linked.values).length > 0);
  const { state, start, cancel } = useMeasuring();
  const { phase, running, outcomes, failure } = state;
  // In the same flush as the click: whoever looks at the page never sees the phase of the run before.
  useLayoutEffect(() => onPhase(phase), [onPhase, phase]);
  return (
    <>
      {children}
      <RunBar
        label={phase === 'recorded' ? 'Run' : phase === 'running' ? 'Running' : 'Run again'}
        running={running}
        onRun={() => start(fields.draft['backend'] as BackendChoice)}
        onCancel={cancel}
      >
        {phase === 'cancelled' && <span>Cancelled. What was measured until then is shown.</span>}
      </RunBar>
      <Announcer message={announce(state)} />
      {failure && <Notice {...failure} />}
      <LinkNote linked={phase === 'recorded' ? fields.linked : { ...fields.linked, values: {} }} />
      <SettingsFold controls={controls} fields={fields} open={open} onToggle={setOpen} />
      {outcomes.length > 0 && <Steps outcomes={outcomes} />}
      {phase === 'done' && <DataScript value={{ outcomes }} />}
    </>
  );
}

function announce({ phase, outcomes, failure }: MeasuringState): string {
  switch (phase) {
    case 'recorded':
      return '';
    case 'running':
      return ['Measuring.', ...outcomes.map(inWords)].join(' ');
    case 'done':
      return ['Measured.', ...outcomes.map(inWords)].join(' ');
    case 'cancelled':
      return 'Measurement cancelled.';
    case 'error':
      return `No result. ${failure!.what} ${failure!.why} ${failure!.next}`;
  }
}

function inWords(outcome: Outcome): string {
  const took = 'step' in outcome ? `${formatDuration(outcome.step.long.milliseconds)} a step` : 'not measured';
  return `${mixerLabel(outcome.mixer)}: ${took}.`;
}
