import { useId, type ReactNode } from 'react';
import fieldStyles from '../../components/Field/styles.module.css';

interface TextFieldProps {
  readonly label: string;
  readonly help: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A line of text that only its form can judge. */
export default function TextField({ label, help, value, onChange }: TextFieldProps): ReactNode {
  const id = useId();
  return (
    <div className={fieldStyles.field}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="text"
        autoComplete="off"
        spellCheck={false}
        aria-describedby={`${id}-help`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <p id={`${id}-help`} className={fieldStyles.help}>
        {help}
      </p>
    </div>
  );
}
