import type { ReactNode } from 'react';
import styles from './styles.module.css';

/** Tells readers of a screen reader what the page shows to the others. */
export default function Announcer({ message }: { message: string }): ReactNode {
  return (
    <p className={styles.hidden} role="status" aria-live="polite">
      {message}
    </p>
  );
}
