import { useCallback, useEffect, useRef, useState, type ComponentType, type ReactNode } from 'react';
import Link from '@docusaurus/Link';
import MDXContent from '@theme/MDXContent';
import { useLoaded } from '../../components/Loaded/useLoaded.ts';
import Notice from '../../components/Notice/index.tsx';
import styles from './styles.module.css';

export interface LiveFigureProps {
  readonly figure: string;
  /** Id of the figure on this page: several claims may open the same one. */
  readonly anchor: string;
  readonly label: string;
}

type Content = ComponentType<{ readonly anchor: string }>;

/** A figure behind a summary. Nothing of it is fetched before it is opened. */
export default function LiveFigure({ figure, anchor, label }: LiveFigureProps): ReactNode {
  const [open, setOpen] = useState(false);
  const details = useRef<HTMLDetailsElement>(null);
  // A reader may have opened it before this script was there to hear of it.
  useEffect(() => setOpen(details.current!.open), []);
  const load = useCallback(
    () => import(`./_figures/${figure}.mdx`) as Promise<{ readonly default: Content }>,
    [figure],
  );
  const { part: Content, fault } = useLoaded(load, open);

  return (
    <details ref={details} className={styles.small} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{label}</summary>
      {Content ? (
        <MDXContent>
          <Content anchor={anchor} />
        </MDXContent>
      ) : (
        <p>
          The figure has a page of its own: <Link to={`/experiments/${figure}`}>{figure.replaceAll('-', ' ')}</Link>.
        </p>
      )}
      {fault && <Notice what="The figure could not be loaded." {...fault} />}
    </details>
  );
}
