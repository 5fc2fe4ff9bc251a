import type { ReactNode } from 'react';
import RunBar from '../../components/RunBar/index.tsx';
import type { RecordedPreview } from '../../lib/recorded.ts';
import shared from '../shared/styles.module.css';
import ViewControls from './ViewControls.tsx';

const nothing = (): void => undefined;

/** What stands where the live part will be: the same controls, which do nothing yet, so that nothing moves. */
export default function Preview({ viewControls, view, config }: RecordedPreview): ReactNode {
  return (
    <fieldset className={shared.preview} disabled aria-hidden="true">
      <ViewControls controls={viewControls} view={{ ...view }} config={config} onChange={nothing} />
      <RunBar label="Run" running={null} onRun={nothing} onCancel={nothing} />
      {['Settings', 'Share, download, cite'].map((summary) => (
        <details key={summary} className={shared.details} inert>
          <summary>{summary}</summary>
        </details>
      ))}
    </fieldset>
  );
}
