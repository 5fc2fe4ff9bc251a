import { useState, type FormEvent, type ReactNode } from 'react';
import type { SourceClass } from '@vla/kernels/model';
import Button from '../../components/Button/index.tsx';
import Field from '../../components/Field/index.tsx';
import { readFields, type AnyControl, type Draft } from '../../lib/fields.ts';
import type { Reading } from './protocol.ts';
import { sourceClassNames } from './classes.ts';
import styles from './styles.module.css';

interface ReadAsProps {
  /** The classes that the file’s names and shapes are those of. */
  readonly fits: readonly SourceClass[];
  /** As which it was read. */
  readonly current: SourceClass | null;
  /** What no file says. */
  readonly asks: readonly ('heads' | 'lambda0')[];
  readonly onRead: (reading: Reading) => void;
}

const heads: AnyControl = {
  ...{ key: 'heads', label: 'Heads', kind: 'integer', min: 1, max: 1024 },
  help: 'No file says how many there are. Where nothing is said, one.',
};
const lambda0: AnyControl = {
  ...{ key: 'lambda0', label: 'λ₀', kind: 'number', min: 1e-6, max: 1e6 },
  help: 'Empty: that of the class.',
};

/** What the reader knows of a file and the file does not say: its class, heads and λ₀. */
export default function ReadAs({ fits, current, asks, onRead }: ReadAsProps): ReactNode {
  const [draft, setDraft] = useState<Draft>({
    class: current ?? fits[0] ?? sourceClassNames[0],
    heads: '',
    lambda0: '',
  });
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const classControl: AnyControl = {
    ...{ key: 'class', label: 'Read it as', kind: 'choice' },
    choices: sourceClassNames.map((value) => ({ value, label: fits.includes(value) ? `${value}, which fits` : value })),
  };
  const fields = [
    classControl,
    ...(asks.includes('heads') ? [heads] : []),
    ...(asks.includes('lambda0') ? [lambda0] : []),
  ];
  const read = (event: FormEvent): void => {
    event.preventDefault();
    // What is left empty is what the class has.
    const given = fields.filter(({ key }) => String(draft[key] ?? '').trim() !== '');
    const { values, problems: found } = readFields(given, draft);
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    const { class: name, ...options } = values;
    onRead({ class: name as SourceClass, options });
  };
  return (
    <form className={styles.readAs} onSubmit={read} data-read-as>
      {fields.map((control) => (
        <Field
          key={control.key}
          control={control}
          value={draft[control.key] ?? ''}
          problem={problems[control.key]}
          onChange={(value) => setDraft({ ...draft, [control.key]: value })}
        />
      ))}
      <Button type="submit">Read it again</Button>
    </form>
  );
}
