import type { ReactNode } from 'react';
import useBaseUrl from '@docusaurus/useBaseUrl';
import clsx from 'clsx';
import { recordedPath, type RecordedSummary } from '../../lib/recorded.ts';
import styles from './styles.module.css';

/** The recorded picture in the colours of the page. Its size is known before it loads, so nothing moves. */
export default function Picture({ summary, hidden }: { summary: RecordedSummary; hidden: boolean }): ReactNode {
  const { id, alternative, provenance, picture } = summary;
  const light = useBaseUrl(recordedPath(id, 'light.svg', provenance.dataHash));
  const dark = useBaseUrl(recordedPath(id, 'dark.svg', provenance.dataHash));
  return (
    <div className={styles.picture} hidden={hidden} role="group" aria-label={`${summary.title}, recorded`} tabIndex={0}>
      <img className={clsx(styles.image, styles.onLight)} src={light} alt={alternative} loading="lazy" {...picture} />
      <img className={clsx(styles.image, styles.onDark)} src={dark} alt={alternative} loading="lazy" {...picture} />
    </div>
  );
}
