import type { ReactNode } from 'react';
import type { JudgedClaim } from '../../claims/judged.ts';
import Indexed from '../../components/Indexed/index.tsx';
import styles from './styles.module.css';

/** All claims in one look, each a line with its verdict. */
export default function Overview({ claims }: { claims: readonly JudgedClaim[] }): ReactNode {
  return (
    <nav className={styles.overview} aria-label="All claims" data-print="hide">
      <ol>
        {claims.map(({ id, title, verdict }) => (
          <li key={id} data-verdict={verdict}>
            <a href={`#${id}`}>
              <Indexed text={title} />
            </a>{' '}
            <span className={styles.verdict}>{verdict}</span>
          </li>
        ))}
      </ol>
    </nav>
  );
}
