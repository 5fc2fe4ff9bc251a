import { useState, type ReactNode } from 'react';
import styles from './styles.module.css';

interface FoldProps {
  readonly title: string;
  /** Default: the reader alone unfolds it. */
  readonly open?: boolean;
  readonly onToggle?: (open: boolean) => void;
  readonly children: ReactNode;
}

/**
 * A part of a widget that is folded away until wanted, and is made when it is. Browsers that fill in forms lay out what
 * surrounds each field of a page, seen or not, which on a page with many figures held up its reader.
 */
export default function Fold({ title, open, onToggle, children }: FoldProps): ReactNode {
  const [wanted, setWanted] = useState(false);
  return (
    <details
      className={styles.details}
      data-print="hide"
      open={open}
      onToggle={({ currentTarget }) => {
        if (currentTarget.open) setWanted(true);
        onToggle?.(currentTarget.open);
      }}
    >
      <summary>{title}</summary>
      {(wanted || open) && children}
    </details>
  );
}
