import type { ReactNode } from 'react';
import DataTable from '../../components/DataTable/index.tsx';
import Notice from '../../components/Notice/index.tsx';
import styles from '../LiveCode/styles.module.css';
import { announcement } from './announcement.ts';
import type { CompilerMessage } from './protocol.ts';
import type { KernelRunState } from './useKernelRun.ts';

/** What the compiler says of the text, and how far its result is from the original's. */
export default function Result({ state }: { state: KernelRunState }): ReactNode {
  if (state.phase === 'idle') return null;
  const answer = state.phase === 'ended' ? state.answer : null;
  return (
    <div className={styles.output} role="group" aria-label="Result" tabIndex={0} data-output>
      {answer?.messages.map((message, index) => (
        <Message key={index} {...message} />
      ))}
      {answer?.type === 'failed' ? (
        <Notice {...answer.failure} />
      ) : (
        <p className={answer?.type === 'refused' ? styles.failed : styles.status} data-status>
          {answer?.type === 'refused' ? 'It does not compile.' : announcement(state)}
        </p>
      )}
      {answer?.type === 'compared' && (
        <DataTable
          label="Largest difference of each result"
          columns={['result', 'largest difference', 'at', 'largest number of the original']}
          rows={answer.deviations.map(({ buffer, largest, index, scale }) => [
            buffer,
            largest,
            largest === 0 ? '' : `[${index}]`,
            scale,
          ])}
          namedRows
        />
      )}
    </div>
  );
}

function Message({ line, column, kind, message }: CompilerMessage): ReactNode {
  const place = line > 0 ? `Line ${line}, column ${column}: ` : '';
  return (
    <pre className={`${styles.text} ${styles[kind] ?? ''}`} data-compiler={kind}>
      {place}
      {message}
    </pre>
  );
}
