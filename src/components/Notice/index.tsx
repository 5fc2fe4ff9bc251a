import type { ReactNode } from 'react';
import Button from '../Button/index.tsx';
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
      {action && <Button onClick={action.run}>{action.label}</Button>}
    </div>
  );
}
