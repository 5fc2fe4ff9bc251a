import type { ReactNode } from 'react';
import DataTable, { type Cell } from '../../components/DataTable/index.tsx';
import shared from '../shared/styles.module.css';
import type { Answers } from './answers.ts';
import type { Expression } from './expression.ts';
import { percent } from './Floors.tsx';
import { seenAt, type Seen } from './levels.ts';

interface BracketsProps {
  readonly expression: Expression;
  readonly known: number;
  readonly answers: Answers | null;
}

const reads: Readonly<Record<Seen, string>> = { read: 'all of it', operator: 'its operator', hidden: 'nothing' };

/** What the picture of an expression shows, as a table. */
export default function Brackets({ expression, known, answers }: BracketsProps): ReactNode {
  const rows = expression.brackets.map(({ text, level, position, value }): Cell[] => {
    const answer = answers?.get(position);
    const said: Cell[] = answer
      ? [
          { content: `${answer.word} (${answer.right ? 'right' : 'wrong'})`, tone: answer.right ? 'good' : 'bad' },
          percent(answer.probability),
        ]
      : [];
    return [text, String(level), reads[seenAt(level, known)], String(value), ...said];
  });
  const columns = [
    'Bracket',
    'Level',
    'The rule reads',
    'Comes to',
    ...(answers ? ['The model says', 'How sure'] : []),
  ];
  return (
    <details className={shared.details}>
      <summary>The brackets as a table</summary>
      <DataTable label="Brackets of the expression" columns={columns} rows={rows} namedRows />
    </details>
  );
}
