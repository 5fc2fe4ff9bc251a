import type { ReactNode } from 'react';
import clsx from 'clsx';
import type { Answers } from './answers.ts';
import type { Bracket } from './expression.ts';
import { seenAt } from './levels.ts';
import styles from './styles.module.css';

interface NestedProps {
  readonly bracket: Bracket;
  /** Levels that the rule knows. */
  readonly known: number;
  readonly answers: Answers | null;
}

/** A bracket as a box with its operands in it, closed by what it comes to and what the model says to that. */
export default function Nested({ bracket, known, answers }: NestedProps): ReactNode {
  const { operator, operands, level, position, value } = bracket;
  const answer = answers?.get(position);
  const seen = seenAt(level, known);
  return (
    <span className={clsx(styles.bracket, styles[seen])} data-bracket={position} data-seen={seen}>
      <span className={clsx(styles.operator, seen === 'hidden' && styles.unread)}>[{operator}</span>
      {operands.map((operand, i) =>
        typeof operand === 'number' ? (
          <span key={i} className={seen === 'read' ? undefined : styles.unread}>
            {operand}
          </span>
        ) : (
          <Nested key={i} bracket={operand} known={known} answers={answers} />
        ),
      )}
      <span>]</span>
      <span className={styles.checked}>
        <span className={styles.spoken}>comes to </span>
        {value}
      </span>
      {answer && (
        <span className={answer.right ? styles.right : styles.wrong} data-answer={answer.right ? 'right' : 'wrong'}>
          <span className={styles.spoken}>the model says </span>
          {answer.word} {answer.right ? '✓' : '✗'}
          <span className={styles.spoken}>{answer.right ? ' right' : ' wrong'}</span>
        </span>
      )}
    </span>
  );
}
