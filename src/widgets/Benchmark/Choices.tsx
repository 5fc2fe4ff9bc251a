import type { ReactNode } from 'react';
import Field from '../../components/Field/index.tsx';
import type { Draft } from '../../lib/fields.ts';
import { otherControls, partControls } from './controls.ts';
import styles from './styles.module.css';

interface ChoicesProps {
  readonly draft: Draft;
  readonly onChange: (key: string, value: string | boolean) => void;
  readonly disabled: boolean;
}

/** What to measure, how thoroughly, and where. */
export default function Choices({ draft, onChange, disabled }: ChoicesProps): ReactNode {
  return (
    <fieldset className={styles.choices} disabled={disabled} data-print="hide">
      <legend>What to measure</legend>
      <ul className={styles.parts}>
        {partControls.map(({ key, label, help }) => (
          <li key={key}>
            <label>
              <input
                type="checkbox"
                checked={draft[key] === true}
                onChange={(event) => onChange(key, event.target.checked)}
              />
              <span>
                <strong>{label}</strong>
                <span className={styles.help}>{help}</span>
              </span>
            </label>
          </li>
        ))}
      </ul>
      <div className={styles.fields}>
        {otherControls.map((control) => (
          <Field
            key={control.key}
            control={control}
            value={draft[control.key] ?? ''}
            onChange={(value) => onChange(control.key, value)}
          />
        ))}
      </div>
    </fieldset>
  );
}
