import { useLayoutEffect, useState, type ReactNode } from 'react';
import useBaseUrl from '@docusaurus/useBaseUrl';
import Announcer from '../../components/Announcer/index.tsx';
import Field from '../../components/Field/index.tsx';
import Loaded from '../../components/Loaded/index.tsx';
import Notice from '../../components/Notice/index.tsx';
import DataScript from '../shared/DataScript.tsx';
import LinkNote from '../shared/LinkNote.tsx';
import SettingsFold from '../shared/SettingsFold.tsx';
import { useCheckedDraft } from '../shared/useCheckedDraft.ts';
import Bar from '../Training/Bar.tsx';
import { published } from '../Training/published.ts';
import { isBusy, type TrainingPhase } from '../Training/state.ts';
import { useTraining } from '../Training/useTraining.ts';
import type { BackendChoice } from '../worker/protocol.ts';
import { announce } from './announce.ts';
import AskBar from './AskBar.tsx';
import { controls, defaults, rungOf, shownControl, trainingControls, type Rung } from './controls.ts';
import Picture from './Picture.tsx';
import { settingOf } from './setting.ts';
import { useAsking } from './useAsking.ts';
import { useExpression } from './useExpression.ts';
import { useFloors } from './useFloors.ts';

// The chart comes with the first training.
const loadAccuracy = () => import('./Accuracy.tsx');

/** The model that was trained beforehand, by the command in the file of the same name. */
const recordedModel = '/checkpoints/listops-b-vla.safetensors';

export interface PanelProps {
  readonly onPhase: (phase: TrainingPhase) => void;
  readonly children: ReactNode;
}

/** The part of the widget that needs the page’s script. */
export default function Panel({ onPhase, children }: PanelProps): ReactNode {
  const fields = useCheckedDraft({ name: 'listops', controls, defaults });
  const { draft, linked } = fields;
  const [open, setOpen] = useState(Object.keys(linked.values).some((key) => key !== shownControl.key));
  const { state, client, start } = useTraining();
  const shown = rungOf(draft['shown']);
  const typed = useExpression(shown);
  const [known, setKnown] = useState(1);
  const [trainedRung, setTrainedRung] = useState<Rung>(shown);
  const trained = state.racers[0]?.scores.length ? state.setting!.racers[0]! : null;
  const asking = useAsking({
    client,
    file: useBaseUrl(recordedModel),
    backend: draft['backend'] as BackendChoice,
    trained,
  });
  const floors = useFloors(trainedRung, 'brackets', state.setting !== null);
  // In the same flush as the click: whoever looks at the page never sees the phase of the run before.
  useLayoutEffect(() => onPhase(state.phase), [onPhase, state.phase]);

  const train = (): void => {
    const values = fields.read();
    if (!values) return setOpen(true);
    if (!isBusy(state)) setTrainedRung(rungOf(values['rung']));
    start(settingOf(values));
  };
  const { expression } = typed;
  const answers = asking.answered?.expression === expression ? asking.answered!.answers : null;
  return (
    <>
      {children}
      <AskBar typed={typed} asking={asking} canAskTrained={trained !== null}>
        <Field control={shownControl} value={shown} onChange={(value) => fields.change('shown', value)} />
      </AskBar>
      {expression && (
        <Picture expression={expression} rung={shown} known={known} onKnown={setKnown} answers={answers} />
      )}
      <Bar
        state={state}
        onTrain={train}
        onPause={() => client.send({ type: 'pause' })}
        onResume={() => client.send({ type: 'resume' })}
        onCancel={() => client.send({ type: 'cancel' })}
      />
      <Announcer message={announce(state)} />
      {state.failure && <Notice {...state.failure} />}
      <LinkNote linked={state.setting ? { ...linked, values: {} } : linked} next="Press Train to use them." />
      <SettingsFold controls={trainingControls} fields={fields} open={open} onToggle={setOpen} />
      {state.setting && (
        <Loaded name="The chart" load={loadAccuracy} waiting={<p>Loading the chart…</p>} props={{ state, floors }} />
      )}
      {!isBusy(state) && state.setting && <DataScript value={{ ...published(state), floors }} />}
    </>
  );
}
