import { useState, type FormEvent, type ReactNode } from 'react';
import Button from '../../components/Button/index.tsx';
import Field from '../../components/Field/index.tsx';
import { readFields, seedControl, type AnyControl, type Draft } from '../../lib/fields.ts';
import Grid from './Grid.tsx';
import type { Takes } from './protocol.ts';
import { mostVectors } from './read.ts';
import type { Result } from './state.ts';
import styles from './styles.module.css';

interface AskVectorsProps {
  readonly takes: Extract<Takes, { kind: 'vectors' }>;
  readonly result: Extract<Result, { kind: 'vectors' }> | null;
  readonly onAsk: (seed: number, count: number) => void;
  readonly onError: (error: unknown) => void;
}

const controls: readonly AnyControl[] = [
  { ...seedControl, help: 'Decides the input: standard normal numbers.' },
  { key: 'count', label: 'Tokens', kind: 'integer', min: 1, max: mostVectors },
];

/** An input that a seed decides, and what the layer makes of it. */
export default function AskVectors({ takes, result, onAsk, onError }: AskVectorsProps): ReactNode {
  const [draft, setDraft] = useState<Draft>({ seed: '0', count: '16' });
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const ask = (event: FormEvent): void => {
    event.preventDefault();
    const { values, problems: found } = readFields(controls, draft);
    setProblems(found);
    if (Object.keys(found).length === 0) onAsk(Number(values['seed']), Number(values['count']));
  };
  return (
    <form onSubmit={ask} data-ask="file">
      <div className={styles.fields}>
        {controls.map((control) => (
          <Field
            key={control.key}
            control={control}
            value={draft[control.key] ?? ''}
            problem={problems[control.key]}
            onChange={(value) => setDraft({ ...draft, [control.key]: value })}
          />
        ))}
      </div>
      <div className={styles.buttons}>
        <Button type="submit" primary>
          Compute
        </Button>
      </div>
      {result && (
        <div className={styles.grids}>
          <Grid name="Input" values={result.input} columns={takes.modelDim} onError={onError} />
          <Grid name="Output" values={result.values} columns={result.width} onError={onError} />
        </div>
      )}
    </form>
  );
}
