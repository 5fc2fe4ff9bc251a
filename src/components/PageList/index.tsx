import type { ReactNode } from 'react';
import Link from '@docusaurus/Link';
import styles from './styles.module.css';

export interface ListedPage {
  readonly to: string;
  readonly label: string;
  readonly text?: string | undefined;
}

/** Where to continue, and what is there. */
export default function PageList({ pages }: { readonly pages: readonly ListedPage[] }): ReactNode {
  return (
    <ul className={styles.list}>
      {pages.map(({ to, label, text }) => (
        <li key={to}>
          <Link to={to}>{label}</Link>
          <span>{text}</span>
        </li>
      ))}
    </ul>
  );
}
