import { useEffect, useRef, useState, type ComponentType, type ReactNode } from 'react';
import Link from '@docusaurus/Link';
import MDXContent from '@theme/MDXContent';
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
  const [failed, setFailed] = useState(false);
  const [Content, setContent] = useState<Content | null>(null);
  const details = useRef<HTMLDetailsElement>(null);
  // A reader may have opened it before this script was there to hear of it.
  useEffect(() => setOpen(details.current!.open), []);
  useEffect(() => {
    if (!open || Content || failed) return;
    import(`./_figures/${figure}.mdx`).then(
      (module: { readonly default: Content }) => setContent(() => module.default),
      () => setFailed(true),
    );
  }, [open, Content, failed, figure]);

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
      {failed && (
        <Notice
          what="The figure could not be loaded."
          why="The network is away, or the site was updated since this page was opened."
          next="Reload the page, or try again."
          action={{ label: 'Try again', run: () => setFailed(false) }}
        />
      )}
    </details>
  );
}
