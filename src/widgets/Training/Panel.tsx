import { useCallback, useLayoutEffect, useState, type ReactNode } from 'react';
import Announcer from '../../components/Announcer/index.tsx';
import Loaded from '../../components/Loaded/index.tsx';
import Notice from '../../components/Notice/index.tsx';
import DataScript from '../shared/DataScript.tsx';
import Fold from '../shared/Fold.tsx';
import LinkNote from '../shared/LinkNote.tsx';
import SettingsFold from '../shared/SettingsFold.tsx';
import type { BackendChoice } from '../worker/protocol.ts';
import { announce } from './announce.ts';
import Bar from './Bar.tsx';
import { shownControls } from './controls.ts';
import Kept from './Kept.tsx';
import { useKeeping } from './keeping/useKeeping.ts';
import Presets from './Presets.tsx';
import { published } from './published.ts';
import { isBusy, type TrainingPhase } from './state.ts';
import Timing from './Timing.tsx';
import { useFields } from './useFields.ts';
import { useTraining } from './useTraining.ts';

// Charts, tasks and the forms for questions come with the first use.
const loadOutcome = () => import('./Outcome.tsx');
const loadRecorded = () => import('./Recorded.tsx');
const loadStored = () => import('./Stored.tsx');

export interface PanelProps {
  readonly onPhase: (phase: TrainingPhase) => void;
  readonly children: ReactNode;
}

/** The part of the widget that needs the page's script. */
export default function Panel({ onPhase, children }: PanelProps): ReactNode {
  const fields = useFields();
  const { linked } = fields;
  const [open, setOpen] = useState(Object.keys(linked.values).length > 0);
  const { state, client, start, continueFrom } = useTraining();
  const keeping = useKeeping(state, client);
  const [drawingError, setDrawingError] = useState<string | null>(null);
  const onError = useCallback((error: unknown) => setDrawingError(String(error)), []);
  // In the same flush as the click: whoever looks at the page never sees the phase of the run before.
  useLayoutEffect(() => onPhase(state.phase), [onPhase, state.phase]);

  const train = (): void => {
    const setting = fields.read();
    if (setting) start(setting);
    else setOpen(true);
  };

  return (
    <>
      {children}
      <Bar
        state={state}
        onTrain={train}
        onPause={() => client.send({ type: 'pause' })}
        onResume={() => client.send({ type: 'resume' })}
        onCancel={() => client.send({ type: 'cancel' })}
      />
      <Kept keeping={keeping} onContinue={continueFrom} />
      <Announcer message={announce(state)} />
      {state.failure && <Notice {...state.failure} />}
      {drawingError && <Notice what="A picture could not be drawn." why={drawingError} next="Reload the page." />}
      <LinkNote linked={state.setting ? { ...linked, values: {} } : linked} next="Press Train to use them." />
      {!isBusy(state) && (
        <>
          <Presets draft={fields.draft} onChoose={fields.changeAll} />
          <Timing client={client} read={fields.read} />
        </>
      )}
      <SettingsFold controls={shownControls(fields.draft)} fields={fields} open={open} onToggle={setOpen} />
      {state.setting && (
        <Loaded
          name="The part with the charts"
          load={loadOutcome}
          waiting={<p>Loading the charts…</p>}
          props={{ state, client, onError }}
        />
      )}
      {!state.setting && (
        <Loaded
          name="The part with the recorded curves"
          load={loadRecorded}
          waiting={<p>Loading the recorded curves…</p>}
          props={{ draft: fields.draft }}
        />
      )}
      {!isBusy(state) && state.setting && <DataScript value={published(state)} />}
      <Fold title="Load a trained model and ask it">
        <Loaded
          name="The part that loads a model"
          load={loadStored}
          waiting={<p>Loading…</p>}
          props={{ client, backend: fields.draft['backend'] as BackendChoice }}
        />
      </Fold>
    </>
  );
}
