import { useId, useState, type ReactNode } from 'react';
import clsx from 'clsx';
import styles from './styles.module.css';

interface MarginNoteProps {
  /** Written by the build (src/remark/noteNumbers.ts). */
  readonly number?: string;
  readonly children: ReactNode;
}

/**
 * A remark beside the text. Where the page has no space beside it, a number in the text opens it in place; without a
 * script it stands there from the start. Written within a paragraph, so it holds what a paragraph may hold.
 */
export default function MarginNote({ number, children }: MarginNoteProps): ReactNode {
  const id = useId();
  const [open, setOpen] = useState(false);
  return (
    <span>
      <sup className={styles.number} aria-hidden="true" data-number={number} />
      <button
        type="button"
        className={styles.toggle}
        data-number={number}
        aria-label={`Note ${number}`}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      />
      <span id={id} role="note" data-number={number} className={clsx(styles.note, open && styles.open)}>
        {children}
      </span>
    </span>
  );
}
