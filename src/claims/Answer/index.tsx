import type { ReactNode } from 'react';
import Link from '@docusaurus/Link';
import Indexed from '../../components/Indexed/index.tsx';
import type { JudgedClaim } from '../judged.ts';
import { verdictWords } from '../words.ts';
import styles from './styles.module.css';

/** What an answer says of a claim. */
export type AnsweredClaim = Pick<JudgedClaim, 'id' | 'title' | 'verdict'>;

export interface AnswerProps {
  /** Ids of the claims that the page tests, with spaces between them. Default: it tests none. */
  readonly claims?: string;
  /** Written by the build (src/remark/claimVerdicts.ts): these claims in the ledger, as JSON. */
  readonly judged?: string;
  /** One sentence. */
  readonly children: ReactNode;
}

/** What an experiment's page says first: the verdict on each claim that it tests, and the answer to its question. */
export default function Answer({ claims, judged, children }: AnswerProps): ReactNode {
  if (judged === undefined) throw new Error(`<Answer claims="${claims ?? ''}"> was compiled without its verdicts`);
  const tested = JSON.parse(judged) as readonly AnsweredClaim[];
  return (
    <div className={styles.answer} data-answer>
      <ul className={styles.verdicts}>
        {tested.map(({ id, title, verdict }) => (
          <li key={id} data-verdict={verdict}>
            <strong>{verdictWords[verdict]}</strong>{' '}
            <Link to={`/claims#${id}`}>
              <Indexed text={title} />
            </Link>
          </li>
        ))}
        {tested.length === 0 && (
          <li data-verdict="none">
            <strong>What to conclude</strong> No published claim is tested here
          </li>
        )}
      </ul>
      {children}
    </div>
  );
}
