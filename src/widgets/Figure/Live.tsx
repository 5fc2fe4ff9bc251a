import { useCallback, useEffect, useLayoutEffect, useState, type ReactNode } from 'react';
import { useColorMode } from '@docusaurus/theme-common';
import useBaseUrl from '@docusaurus/useBaseUrl';
import Announcer from '../../components/Announcer/index.tsx';
import Button from '../../components/Button/index.tsx';
import Drawing from '../../components/Drawing/index.tsx';
import Notice from '../../components/Notice/index.tsx';
import RunBar from '../../components/RunBar/index.tsx';
import { useDrawingTheme } from '../../components/useDrawingTheme.ts';
import { experiments } from '../../experiments/registry.ts';
import { askedOf, isRepeat } from '../../lib/compare.ts';
import type { ExperimentEntry } from '../../lib/experiment.ts';
import { recordedPath, type RecordedSummary } from '../../lib/recorded.ts';
import { announcement } from '../shared/announcement.ts';
import DataScript from '../shared/DataScript.tsx';
import type { Phase } from '../shared/phase.ts';
import { linkTo, readLink, writeLink } from './link.ts';
import LinkNote from '../shared/LinkNote.tsx';
import { loadRecorded } from './recordedData.ts';
import OfFiles from './OfFiles.tsx';
import { ownResult, published, type LiveResult, type Picture } from './liveResult.ts';
import Result from './Result.tsx';
import SettingsPanel from './SettingsPanel.tsx';
import Share from './Share.tsx';
import { useAddress } from '../shared/useAddress.ts';
import { useRun } from '../shared/useRun.ts';
import { useSettings } from './useSettings.ts';
import ViewControls from './ViewControls.tsx';

export interface LiveProps {
  readonly summary: RecordedSummary;
  readonly onPhase: (phase: Phase) => void;
  /** Called with whether a live drawing takes the place of the recorded picture. */
  readonly onDrawn: (drawn: boolean) => void;
  readonly children: ReactNode;
}

/** Everything of a figure that needs the page's script. */
export default function Live({ summary, onPhase, onDrawn, children }: LiveProps): ReactNode {
  const { definition, loadView } = entryOf(summary.id);
  const { needsFiles } = definition;
  const recordedUrl = useBaseUrl(recordedPath(summary.id, 'json', summary.provenance.dataHash));
  const { colorMode } = useColorMode();
  const drawingTheme = useDrawingTheme();
  const [linked] = useState(() => readLink(definition, window.location.search));
  const [noteShown, setNoteShown] = useState(true);
  const form = useSettings(definition, linked.values);
  const runner = useRun<LiveResult>();
  const { state, fail } = runner;
  const [view, setView] = useState<Record<string, unknown>>({ ...definition.view, ...linked.view });
  const [recordedPicture, setRecordedPicture] = useState<Picture | null>(null);
  const [settingsOpen, setSettingsOpen] = useState(Object.keys(linked.values).length > 0);
  const picture = state.phase === 'done' ? state.result.picture : recordedPicture;

  // In the same flush as the click: whoever looks at the page never sees the phase of the run before.
  useLayoutEffect(() => onPhase(state.phase), [onPhase, state.phase]);
  useEffect(() => {
    onDrawn(picture !== null);
    // Where this part stops, the recorded picture takes the drawing's place again.
    return () => onDrawn(false);
  }, [onDrawn, picture]);

  const draw = useCallback(
    (width: number) => picture!.view.draw({ ...picture!, view, theme: drawingTheme, width, document }),
    [picture, view, drawingTheme],
  );

  const drawRecorded = useCallback((): void => {
    Promise.all([loadView(), loadRecorded(recordedUrl, summary.provenance.dataHash)]).then(
      ([module, { data }]) => setRecordedPicture({ view: module, data }),
      fail,
    );
  }, [loadView, recordedUrl, summary, fail]);
  const changeView = (changed: Record<string, unknown>): void => {
    setView(changed);
    if (!picture) drawRecorded();
  };
  useEffect(() => {
    if (Object.keys(linked.view).length > 0) drawRecorded();
  }, [linked, drawRecorded]);

  const own = { draft: { ...form.draft, backend: form.backend }, view };
  const search = writeLink(definition, '', own);
  useAddress((before) => writeLink(definition, before, own));

  const run = (): void => {
    const settings = form.read();
    if (!settings) return setSettingsOpen(true);
    const { config, seed, backend } = settings;
    const comparable = isRepeat(definition, settings);
    runner.start({ kind: 'experiment', id: summary.id, config, seed, backend }, async ({ data, ran }) => {
      const [module, recorded] = await Promise.all([
        loadView(),
        loadRecorded(recordedUrl, summary.provenance.dataHash),
      ]);
      const quantities = module.quantities(data);
      return {
        picture: { view: module, data, recorded: recorded.data },
        quantities,
        ran,
        comparable,
        settings,
        date: new Date().toISOString(),
      };
    });
  };

  const reset = (): void => {
    form.reset();
    runner.reset();
    setView({ ...definition.view });
    setRecordedPicture(null);
    setNoteShown(false);
  };

  return (
    <>
      {picture && (
        <Drawing
          label={state.phase === 'done' ? `${summary.title}, computed here` : summary.alternative}
          draw={draw}
          onError={fail}
        />
      )}
      {children}
      <ViewControls
        controls={definition.viewControls as never}
        view={view}
        config={(state.phase === 'done' ? state.result.settings.config : definition.config) as never}
        onChange={changeView}
      />
      {needsFiles ? (
        <OfFiles id={summary.id} files={needsFiles} />
      ) : (
        <RunBar
          label={runLabel[state.phase]}
          running={state.phase === 'running' ? state.running : null}
          onRun={run}
          onCancel={runner.cancel}
        >
          {(state.phase !== 'recorded' || recordedPicture) && (
            <Button onClick={reset}>Back to the recorded figure</Button>
          )}
          {state.phase === 'cancelled' && <span>Cancelled. No result is shown.</span>}
        </RunBar>
      )}
      <Announcer message={announcement(summary.title, state)} />
      {state.phase === 'error' && <Notice {...state.failure} />}
      {state.phase === 'done' && (
        <>
          <Result
            {...state.result}
            own={state.result.quantities}
            seed={state.result.settings.seed}
            recorded={askedOf(definition, summary.quantities, state.result.quantities)}
            measuredOn={summary.measuresTime ? summary.provenance.adapter : null}
          />
          <DataScript value={published(state.result)} />
        </>
      )}
      {noteShown && <LinkNote linked={linked} />}
      {!needsFiles && <SettingsPanel form={form} open={settingsOpen} onToggle={setSettingsOpen} />}
      <Share
        summary={summary}
        theme={colorMode}
        search={search}
        own={
          state.phase === 'done'
            ? ownResult(summary, state.result, linkTo(definition, state.result.settings, view))
            : null
        }
        draw={picture && draw}
      />
    </>
  );
}

const runLabel: Record<Phase, string> = {
  recorded: 'Run',
  running: 'Running',
  done: 'Run again',
  error: 'Run again',
  cancelled: 'Run again',
};

function entryOf(id: string): ExperimentEntry {
  const entry = experiments[id];
  if (!entry) throw new Error(`There is no experiment "${id}" in src/experiments/registry.ts.`);
  return entry;
}
