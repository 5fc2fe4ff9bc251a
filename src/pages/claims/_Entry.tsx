import type { ReactNode } from 'react';
import Link from '@docusaurus/Link';
import useBrokenLinks from '@docusaurus/useBrokenLinks';
import type { SourceName } from '../../claims/claim.ts';
import type { JudgedClaim } from '../../claims/judged.ts';
import Indexed from '../../components/Indexed/index.tsx';
import LiveFigure from './_LiveFigure.tsx';
import Numbers from './_Numbers.tsx';
import styles from './styles.module.css';

const paper = 'https://arxiv.org/abs/2605.11196';
const documentation = 'https://github.com/Vishal-sys-code/variational-linear-attention';

const sources: Readonly<Record<SourceName, { readonly name: string; readonly url?: string }>> = {
  paper: { name: 'The paper', url: paper },
  'experiments page': { name: 'The authors’ experiments page', url: documentation },
  'API page': { name: 'The authors’ API page', url: documentation },
  introduction: { name: 'The authors’ introduction', url: documentation },
  README: { name: 'The README of the authors’ code', url: documentation },
  review: { name: 'A public machine-written review' },
  prediction: { name: 'A prediction of this project' },
};

/** One claim: the words, the verdict, why and by which rule; beside them the numbers; then the figure in place. */
export default function Entry({ claim }: { claim: JudgedClaim }): ReactNode {
  const { id, title, quote, source, place, verdict, reason, evidence, related } = claim;
  useBrokenLinks().collectAnchor(id);
  const { name, url } = sources[source];
  return (
    <article className={styles.entry} id={id} data-verdict={verdict} aria-labelledby={`${id}-title`}>
      <div className={styles.words}>
        <header>
          <h2 id={`${id}-title`}>
            <a href={`#${id}`}>
              <Indexed text={title} />
            </a>
          </h2>
          <p className={styles.verdict}>{verdict}</p>
        </header>
        <blockquote className={styles.quote}>
          <p>
            “<Indexed text={quote} />”
          </p>
          <p className={styles.source}>
            {url ? <Link to={url}>{name}</Link> : name}, <Indexed text={place} />
          </p>
        </blockquote>
        <p>
          <Indexed text={reason} />
        </p>
        <Method claim={claim} />
      </div>
      <Numbers claim={claim} />
      <div className={styles.more}>
        {evidence.map(({ figure, title: name }) => (
          <LiveFigure key={figure} figure={figure} anchor={`${id}-${figure}`} label={`Figure: ${name}`} />
        ))}
        {related.map((figure) => (
          <p key={figure} className={styles.small}>
            On the same subject: <Link to={`/experiments/${figure}`}>{figure.replaceAll('-', ' ')}</Link>.
          </p>
        ))}
      </div>
    </article>
  );
}

const written: Readonly<Record<'before' | 'after', string>> = {
  before: 'The rule was committed before the figure was first recorded.',
  after: 'When the rule was committed the figure had been recorded, so that its numbers could be seen.',
};

function Method({ claim: { rule, ruleWritten, limits, evidence } }: { claim: JudgedClaim }): ReactNode {
  if (!rule) return null;
  return (
    <details className={styles.small}>
      <summary>Rule and origin</summary>
      <p>
        <Indexed text={rule} />
      </p>
      <p>{written[ruleWritten!]}</p>
      {limits && <p>Limits: {limits}</p>}
      <ul>
        {evidence.map(({ figure, title, seeds, adapter, date, commit, dataHash }) => (
          <li key={figure}>
            <Link to={`/experiments/${figure}`}>{title}</Link>: {seeds && `${seeds} seeds, `}recorded{' '}
            {date.slice(0, 10)} on {adapter}, commit {commit.slice(0, 7)}, data {dataHash.slice(0, 12)}
          </li>
        ))}
      </ul>
    </details>
  );
}
