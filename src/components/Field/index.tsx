import { useId, type ReactNode } from 'react';
import type { AnyControl } from '../../lib/fields.ts';
import styles from './styles.module.css';

export interface FieldProps {
  readonly control: AnyControl;
  readonly value: string | boolean;
  readonly problem?: string;
  readonly onChange: (value: string | boolean) => void;
}

/** One labelled setting with its help and, when its value cannot be used, the reason. */
export default function Field({ control, value, problem, onChange }: FieldProps): ReactNode {
  const id = useId();
  const described = [problem && `${id}-problem`, control.help && `${id}-help`].filter(Boolean).join(' ') || undefined;
  const common = { id, 'aria-describedby': described, 'aria-invalid': problem ? true : undefined };
  return (
    <div className={styles.field} data-field={control.key}>
      <label htmlFor={id}>{control.label}</label>
      {control.kind === 'boolean' ? (
        <input
          {...common}
          type="checkbox"
          checked={value === true}
          onChange={(event) => onChange(event.target.checked)}
        />
      ) : control.kind === 'choice' ? (
        <select {...common} value={String(value)} onChange={(event) => onChange(event.target.value)}>
          {control.choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      ) : (
        <input
          {...common}
          type="text"
          inputMode={control.kind === 'integer' && control.min >= 0 ? 'numeric' : 'text'}
          autoComplete="off"
          spellCheck={false}
          value={String(value)}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
      {problem && (
        <p id={`${id}-problem`} className={styles.problem}>
          {problem}
        </p>
      )}
      {control.help && (
        <p id={`${id}-help`} className={styles.help}>
          {control.help}
        </p>
      )}
    </div>
  );
}
