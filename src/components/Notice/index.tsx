import type { ReactNode } from 'react';
import styles from './styles.module.css';

export interface NoticeProps {
  readonly what: string;
  readonly why: string;
  readonly next: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

/** Something went wrong: what, why, and what to do next. */
export default function Notice({ what, why, next, action }: NoticeProps): ReactNode {
  return (
    <div className={styles.notice} data-notice>
      <p className={styles.what}>{what}</p>
      <p>{why}</p>
      <p>{next}</p>
      {action && (
        <button type="button" onClick={action.run}>
          {action.label}
        </button>
      )}
    </div>
  );
}
