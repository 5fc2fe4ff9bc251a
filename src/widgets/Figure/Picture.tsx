import { useEffect, useState, type ReactNode } from 'react';
import { useColorMode } from '@docusaurus/theme-common';
import useBaseUrl from '@docusaurus/useBaseUrl';
import { recordedPath, type RecordedSummary } from '../../lib/recorded.ts';
import styles from './styles.module.css';

/**
 * The recorded picture in the colours of the page. Its size is known before it loads, so nothing moves. Those far below wait
 * until the page has loaded and no longer: whoever prints it, or takes a picture of all of it, has them too.
 */
export default function Picture({ summary, hidden }: { summary: RecordedSummary; hidden: boolean }): ReactNode {
  const loaded = usePageLoaded();
  const { colorMode } = useColorMode();
  return (
    <div className={styles.picture} hidden={hidden}>
      <Themed summary={summary} theme="light" waits={!loaded} />
      <Themed summary={summary} theme="dark" waits={!loaded || colorMode === 'light'} />
    </div>
  );
}

/** The light picture is also the one on paper, so it is fetched in both themes. */
function usePageLoaded(): boolean {
  const [loaded, setLoaded] = useState(false);
  useEffect(() => {
    const note = (): void => setLoaded(true);
    if (document.readyState === 'complete') return note();
    window.addEventListener('load', note);
    return () => window.removeEventListener('load', note);
  }, []);
  return loaded;
}

interface ThemedProps {
  readonly summary: RecordedSummary;
  readonly theme: 'light' | 'dark';
  readonly waits: boolean;
}

/** One theme's picture; phones get one that is drawn for their width. The style sheet hides the other theme's. */
function Themed({ summary, theme, waits }: ThemedProps): ReactNode {
  const { id, alternative, provenance, picture, narrowPicture } = summary;
  const wide = useBaseUrl(recordedPath(id, `${theme}.svg`, provenance.dataHash));
  const narrow = useBaseUrl(recordedPath(id, `narrow.${theme}.svg`, provenance.dataHash));
  const onTheme = theme === 'light' ? styles.onLight : styles.onDark;
  return (
    <picture className={onTheme}>
      <source media="(max-width: 560px)" srcSet={narrow} {...narrowPicture} />
      <img className={styles.image} src={wide} alt={alternative} loading={waits ? 'lazy' : 'eager'} {...picture} />
    </picture>
  );
}
