import { useCallback, useLayoutEffect, useState, type ReactNode } from 'react';
import useBaseUrl from '@docusaurus/useBaseUrl';
import Announcer from '../../components/Announcer/index.tsx';
import Button from '../../components/Button/index.tsx';
import Loaded from '../../components/Loaded/index.tsx';
import Notice from '../../components/Notice/index.tsx';
import { backendControl } from '../shared/backendControl.ts';
import LinkNote from '../shared/LinkNote.tsx';
import type { Phase } from '../shared/phase.ts';
import SettingsFold from '../shared/SettingsFold.tsx';
import { useCheckedDraft } from '../shared/useCheckedDraft.ts';
import type { BackendChoice } from '../worker/protocol.ts';
import Drop from './Drop.tsx';
import Names from './Names.tsx';
import type { Reading } from './protocol.ts';
import ReadAs from './ReadAs.tsx';
import { siteFile } from './siteFile.ts';
import { announce } from './state.ts';
import styles from './styles.module.css';
import { usePyTorchFile } from './usePyTorchFile.ts';

export interface PanelProps {
  readonly onPhase: (phase: Phase) => void;
  readonly children: ReactNode;
}

// Tables, pictures and the forms for questions come with the first file.
const loadModel = () => import('./Model.tsx');

const controls = [backendControl];
const defaults = { backend: 'auto' };
const asItsNamesSay: Reading = { options: {} };

/** The part of the widget that needs the page’s script. */
export default function Panel({ onPhase, children }: PanelProps): ReactNode {
  const example = useBaseUrl('/pytorch/tinylm-vla.safetensors');
  const fields = useCheckedDraft({ name: 'pytorch', controls, defaults });
  const [unfolded, setUnfolded] = useState(Object.keys(fields.linked.values).length > 0);
  const work = usePyTorchFile();
  const { state } = work;
  const { phase, busy, opened, refused, failure, name } = state;
  const [drawingError, setDrawingError] = useState<string | null>(null);
  const onError = useCallback((error: unknown) => setDrawingError(String(error)), []);
  // In the same flush as the click: whoever looks at the page never sees the phase before.
  useLayoutEffect(() => onPhase(phase), [onPhase, phase]);
  const backend = fields.draft['backend'] as BackendChoice;
  const onFile = (file: Parameters<typeof work.open>[0]): void => work.open(file, asItsNamesSay, backend);
  const onOther = (): void =>
    work.refuse({
      what: 'Nothing was opened.',
      why: 'What was dropped is no file.',
      next: 'Drop a .safetensors file from a folder, or choose one.',
    });
  const shown = opened ?? refused;
  return (
    <>
      {children}
      <Drop onFile={onFile} onOther={onOther}>
        <Button onClick={() => onFile(siteFile(example))}>Open an example</Button>
      </Drop>
      {busy && (
        <p className={styles.buttons}>
          {busy} <Button onClick={work.cancel}>Cancel</Button>
        </p>
      )}
      <Announcer message={announce(state)} />
      {failure && <Notice {...failure} />}
      {refused && <Notice {...refused.failure} />}
      {refused?.names && <Names names={refused.names} />}
      {drawingError && <Notice what="A picture could not be drawn." why={drawingError} next="Reload the page." />}
      {opened && (
        <Loaded
          key={`model ${name} ${opened.class}`}
          name="The part that asks the model"
          load={loadModel}
          waiting={<p>Loading…</p>}
          props={{ state: { ...state, opened }, work, onError }}
        />
      )}
      {shown && (
        <ReadAs
          key={`reading ${name} ${opened?.class}`}
          fits={shown.fits}
          current={opened?.class ?? null}
          asks={opened?.asks ?? ['heads', 'lambda0']}
          onRead={(reading) => work.reopen(reading, backend)}
        />
      )}
      <LinkNote linked={fields.linked} next="They are used for the next file." />
      <SettingsFold controls={controls} fields={fields} open={unfolded} onToggle={setUnfolded} />
    </>
  );
}
