import { useState, type FormEvent, type ReactNode } from 'react';
import Button from '../../components/Button/index.tsx';
import DataTable, { type Cell } from '../../components/DataTable/index.tsx';
import type { RunOptions } from '@vla/kernels/training';
import { messageOf } from '../../lib/messageOf.ts';
import type { TrainingClient } from './client.ts';
import type { ModelName, Reading } from './protocol.ts';
import { questionForm, type ParsedQuestion } from './questions.ts';
import styles from './styles.module.css';
import TextField from './TextField.tsx';

interface AskProps {
  readonly client: TrainingClient;
  readonly model: ModelName;
  /** How readers call the model. */
  readonly name: string;
  readonly options: RunOptions;
}

interface Answered {
  readonly question: ParsedQuestion;
  readonly readings: readonly Reading[];
}

/** Questions typed by hand, and what the model says to them, token by token. */
export default function Ask({ client, model, name, options }: AskProps): ReactNode {
  const [form] = useState(() => questionForm(options));
  const [sample, setSample] = useState(0);
  const [typed, setTyped] = useState(() => form?.example(0) ?? {});
  const [problem, setProblem] = useState('');
  const [answered, setAnswered] = useState<Answered | null>(null);
  if (!form) return <p>{`There is no form for questions of the task “${options.task.name}”.`}</p>;

  const draw = (): void => {
    setSample(sample + 1);
    setTyped(form.example(sample + 1));
  };
  const ask = (event: FormEvent): void => {
    event.preventDefault();
    setProblem('');
    Promise.resolve()
      .then(async () => {
        const question = form.parse(typed);
        const { tokens, added } = question;
        setAnswered({ question, readings: await client.ask({ kind: 'ask', model, tokens, added }) });
      })
      .catch((error: unknown) => setProblem(messageOf(error)));
  };

  return (
    <form className={styles.ask} onSubmit={ask} data-ask={model}>
      <h2 className={styles.heading}>{`Ask ${name}`}</h2>
      <div className={styles.questions}>
        {form.fields.map(({ key, label, help }) => (
          <TextField
            key={key}
            label={label}
            help={help}
            value={typed[key] ?? ''}
            onChange={(value) => setTyped({ ...typed, [key]: value })}
          />
        ))}
      </div>
      <div className={styles.buttons}>
        <Button type="submit">Ask</Button>
        <Button onClick={draw}>Another unseen sequence</Button>
      </div>
      <p role="alert" className={styles.problem}>
        {problem}
      </p>
      <div aria-live="polite">{answered && <Answer {...answered} />}</div>
    </form>
  );
}

function Answer({ question: { asked, tokens }, readings }: Answered): ReactNode {
  const rows = asked.map(({ position, about, right }): Cell[] => {
    const { next } = readings[position]!;
    const [first] = next;
    const isRight = first!.token === right;
    return [
      `${about}, position ${position + 1}`,
      { content: `${first!.token} (${isRight ? 'right' : `wrong, it was ${right}`})`, tone: isRight ? 'good' : 'bad' },
      next.map(({ token, probability }) => `${token}: ${(100 * probability).toFixed(1)} %`).join(', '),
    ];
  });
  return (
    <>
      <DataTable
        label="The model’s answers"
        columns={['Asked for', 'Answer', 'Likeliest tokens']}
        rows={rows}
        namedRows
      />
      <p className={styles.soft}>
        {`It read ${readings.length} tokens one at a time, and carried nothing from one to the next but its state: `}
        <code>{readings.map(({ token }) => token).join(' ')}</code>
        {readings.length > tokens.length && '. From the second answer on it read what it had said itself.'}
      </p>
    </>
  );
}
