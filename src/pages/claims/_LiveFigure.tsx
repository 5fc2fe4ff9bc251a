import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import Link from '@docusaurus/Link';
import { useLoaded } from '../../components/Loaded/useLoaded.ts';
import Notice from '../../components/Notice/index.tsx';
import type { FigureOnPage } from '../../lib/recorded.ts';
import { RecordedFigure } from '../../widgets/Figure/index.tsx';
import styles from './styles.module.css';

export interface LiveFigureProps {
  readonly figure: string;
  /** Id of the figure on this page: several claims may open the same one. */
  readonly anchor: string;
  readonly label: string;
}

/** A figure behind a summary. Nothing of it is fetched before it is opened. */
export default function LiveFigure({ figure, anchor, label }: LiveFigureProps): ReactNode {
  const [open, setOpen] = useState(false);
  const details = useRef<HTMLDetailsElement>(null);
  // A reader may have opened it before this script was there to hear of it.
  useEffect(() => setOpen(details.current!.open), []);
  const load = useCallback(
    // Written by src/plugins/claimFigures.ts.
    () =>
      import(`@generated/claim-figures/default/figure-${figure}.json`) as Promise<{ readonly default: FigureOnPage }>,
    [figure],
  );
  const { part: onPage, fault } = useLoaded(load, open);

  return (
    <details ref={details} className={styles.small} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{label}</summary>
      {onPage ? (
        <RecordedFigure {...onPage} anchor={anchor} />
      ) : (
        <p>
          The figure has a page of its own: <Link to={`/experiments/${figure}`}>{figure.replaceAll('-', ' ')}</Link>.
        </p>
      )}
      {fault && <Notice what="The figure could not be loaded." {...fault} />}
    </details>
  );
}
