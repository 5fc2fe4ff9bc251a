import type { ReactNode } from 'react';
import useBrokenLinks from '@docusaurus/useBrokenLinks';
import styles from './styles.module.css';

export interface EquationProps {
  readonly id: string;
  readonly number: string;
  /** The formula, set. */
  readonly children: ReactNode;
}

/** A numbered equation that other places link to. Written by the build (src/remark/equations.ts). */
export default function Equation({ id, number, children }: EquationProps): ReactNode {
  useBrokenLinks().collectAnchor(id);
  return (
    <div id={id} className={styles.equation}>
      {children}
      <a href={`#${id}`} className={styles.number} aria-label={`Equation ${number}`}>
        ({number})
      </a>
    </div>
  );
}
