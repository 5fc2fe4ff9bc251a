import type { ReactNode } from 'react';
import type { Shared } from '../../lib/sharing/query.ts';
import styles from './styles.module.css';

interface LinkNoteProps {
  readonly linked: Shared;
  /** What its reader does to use the settings. */
  readonly next?: string;
}

/** Says to a reader who followed a link what it has set, and what of it could not be used. */
export default function LinkNote({ linked, next = 'Press Run to compute with them.' }: LinkNoteProps): ReactNode {
  const { values, problems } = linked;
  const isSet = Object.keys(values).length > 0;
  if (!isSet && problems.length === 0) return null;
  return (
    <div className={styles.result} data-link-note>
      {isSet && <p>The settings below come from the link you followed. {next}</p>}
      {problems.map((problem) => (
        <p key={problem}>{problem}</p>
      ))}
    </div>
  );
}
