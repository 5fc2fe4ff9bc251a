import type { ReactNode } from 'react';
import useBaseUrl from '@docusaurus/useBaseUrl';
import { recordedPath, type RecordedSummary } from '../../lib/recorded.ts';
import styles from './styles.module.css';

/** The recorded picture in the colours of the page. Its size is known before it loads, so nothing moves. */
export default function Picture({ summary, hidden }: { summary: RecordedSummary; hidden: boolean }): ReactNode {
  return (
    <div className={styles.picture} hidden={hidden}>
      <Themed summary={summary} theme="light" />
      <Themed summary={summary} theme="dark" />
    </div>
  );
}

/** One theme's picture; phones get one that is drawn for their width. The style sheet hides the other theme's. */
function Themed({ summary, theme }: { summary: RecordedSummary; theme: 'light' | 'dark' }): ReactNode {
  const { id, alternative, provenance, picture, narrowPicture } = summary;
  const wide = useBaseUrl(recordedPath(id, `${theme}.svg`, provenance.dataHash));
  const narrow = useBaseUrl(recordedPath(id, `narrow.${theme}.svg`, provenance.dataHash));
  const onTheme = theme === 'light' ? styles.onLight : styles.onDark;
  return (
    <picture className={onTheme}>
      <source media="(max-width: 560px)" srcSet={narrow} {...narrowPicture} />
      <img className={styles.image} src={wide} alt={alternative} loading="lazy" {...picture} />
    </picture>
  );
}
