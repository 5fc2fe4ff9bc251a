import { useLayoutEffect, useState, type ReactNode } from 'react';
import { operatorLabels } from '@vla/kernels/labels';
import Announcer from '../../components/Announcer/index.tsx';
import RunBar from '../../components/RunBar/index.tsx';
import { notRun } from '../../lib/arena/notRun.ts';
import type { AnyControl } from '../../lib/fields.ts';
import { backendControl } from '../shared/backendControl.ts';
import DataScript from '../shared/DataScript.tsx';
import LinkNote from '../shared/LinkNote.tsx';
import type { Phase } from '../shared/phase.ts';
import SettingsFold from '../shared/SettingsFold.tsx';
import { useCheckedDraft } from '../shared/useCheckedDraft.ts';
import type { BackendChoice } from '../worker/protocol.ts';
import { hoursOf, mixers, type TimedMixer } from './setting.ts';
import TimesTable from './TimesTable.tsx';
import { useTimes, type TimesState } from './useTimes.ts';

export interface PanelProps {
  readonly onPhase: (phase: Phase) => void;
  readonly children: ReactNode;
}

const mixerControl: AnyControl = {
  key: 'mixer',
  label: 'Mixer',
  kind: 'choice',
  choices: mixers.map((value) => ({ value, label: operatorLabels[value] })),
};
const controls = [mixerControl, backendControl];
const defaults = { mixer: 'vla', backend: 'auto' };

/** The part of the widget that needs the page’s script. */
export default function Panel({ onPhase, children }: PanelProps): ReactNode {
  const fields = useCheckedDraft({ name: 'arena-times', controls, defaults });
  const [open, setOpen] = useState(Object.keys(fields.linked.values).length > 0);
  const { state, start, cancel } = useTimes();
  const { phase, running } = state;
  // In the same flush as the click: whoever looks at the page never sees the phase of the run before.
  useLayoutEffect(() => onPhase(phase), [onPhase, phase]);
  const { mixer, backend } = fields.draft;
  return (
    <>
      {children}
      <RunBar
        label={phase === 'recorded' ? 'Run' : phase === 'running' ? 'Running' : 'Run again'}
        running={running}
        onRun={() => start({ mixer: mixer as TimedMixer, backend: backend as BackendChoice })}
        onCancel={cancel}
      >
        {phase === 'cancelled' && <span>Cancelled. What was timed until then is shown.</span>}
      </RunBar>
      <Announcer message={announce(state)} />
      <LinkNote linked={phase === 'recorded' ? fields.linked : { ...fields.linked, values: {} }} />
      <SettingsFold controls={controls} fields={fields} open={open} onToggle={setOpen} />
      {phase !== 'recorded' && <TimesTable {...state} />}
      {phase === 'done' && <DataScript value={published(state)} />}
    </>
  );
}

function announce({ phase, times }: TimesState): string {
  if (phase === 'recorded') return '';
  if (phase === 'cancelled') return 'Timing cancelled.';
  return `${phase === 'done' ? 'Timed' : 'Timing'}: ${Object.keys(times).length} of ${notRun.length} trainings.`;
}

/** Hours of each training, or null where it could not be timed, and where it was. */
const published = ({ mixer, times }: TimesState): object => ({
  mixer,
  trainings: notRun.map(({ key, preset }) => {
    const timed = times[key];
    if (typeof timed !== 'object') return { key, hours: null };
    return { key, hours: hoursOf(preset, timed.milliseconds), ran: timed.ran };
  }),
});
