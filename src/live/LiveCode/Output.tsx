import type { ReactNode } from 'react';
import clsx from 'clsx';
import type { CellOutput } from '../cell/protocol.ts';
import { announcement } from './announcement.ts';
import PlotView from './PlotView.tsx';
import type { CellState } from './state.ts';
import styles from './styles.module.css';

/** What a run printed and drew, and how it ended. */
export default function Output({ state, source }: { state: CellState; source: string }): ReactNode {
  const { phase, outputs, end } = state;
  if (phase === 'idle') return null;
  const line = end?.type === 'failed' ? end.failure.line : null;
  const failed = phase !== 'running' && phase !== 'done';
  return (
    <div className={styles.output} role="group" aria-label="Output" tabIndex={0} data-output>
      {outputs.map((output, index) => (
        <Item key={index} output={output} />
      ))}
      <p className={clsx(styles.status, failed && styles.failed)} data-status>
        {announcement(state)}
      </p>
      {line !== null && <pre className={styles.text}>{source.split('\n')[line - 1]?.trim()}</pre>}
    </div>
  );
}

function Item({ output }: { output: CellOutput }): ReactNode {
  if (output.type === 'plot') return <PlotView plot={output.plot} />;
  return (
    <pre className={clsx(styles.text, styles[output.tone])} data-tone={output.tone}>
      {output.text}
    </pre>
  );
}
