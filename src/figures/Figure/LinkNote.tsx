import type { ReactNode } from 'react';
import type { Linked } from './link.ts';
import styles from './styles.module.css';

/** Tells a reader who followed a link what it has set, and what of it could not be used. */
export default function LinkNote({ linked: { settings, problems } }: { linked: Linked }): ReactNode {
  const count = Object.keys(settings).length;
  if (count === 0 && problems.length === 0) return null;
  return (
    <div className={styles.result} data-link-note>
      {count > 0 && <p>The settings below come from the link you followed. Press Run to compute with them.</p>}
      {problems.map((problem) => (
        <p key={problem}>{problem}</p>
      ))}
    </div>
  );
}
