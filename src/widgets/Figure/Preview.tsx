import type { ReactNode } from 'react';
import RunBar from '../../components/RunBar/index.tsx';
import type { RecordedPreview } from '../../lib/recorded.ts';
import shared from '../shared/styles.module.css';
import OfFiles from './OfFiles.tsx';
import ViewControls from './ViewControls.tsx';

interface PreviewProps extends RecordedPreview {
  readonly id: string;
}

const nothing = (): void => undefined;

/** What stands where the live part will be: the same controls, which do nothing yet, so that nothing moves. */
export default function Preview({ id, viewControls, view, config, needsFiles }: PreviewProps): ReactNode {
  return (
    <fieldset className={shared.preview} disabled aria-hidden="true">
      <ViewControls controls={viewControls} view={{ ...view }} config={config} onChange={nothing} />
      {needsFiles ? (
        <OfFiles id={id} files={needsFiles} />
      ) : (
        <RunBar label="Run" running={null} onRun={nothing} onCancel={nothing} />
      )}
      {[...(needsFiles ? [] : ['Settings']), 'Share, download, cite'].map((summary) => (
        <details key={summary} className={shared.details} inert>
          <summary>{summary}</summary>
        </details>
      ))}
    </fieldset>
  );
}
