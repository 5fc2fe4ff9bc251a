import type { ReactNode } from 'react';
import Field from '../../components/Field/index.tsx';
import type { AnyControl } from '../../lib/fields.ts';
import { backendControl } from '../Figure/backendControl.ts';
import type { BackendChoice } from '../worker/protocol.ts';
import type { Chosen } from './Panel.tsx';
import { parts, pairsOf, type Thoroughness } from './parts.ts';
import styles from './styles.module.css';

const thoroughnessControl: AnyControl = {
  key: 'thoroughness',
  label: 'How thoroughly',
  kind: 'choice',
  choices: [
    { value: 'quick', label: `quick (${pairsOf.quick} pairs of timings)` },
    { value: 'full', label: `full (${pairsOf.full} pairs, longer sequences)` },
  ],
};

interface ChoicesProps {
  readonly chosen: Chosen;
  readonly onChange: (chosen: Chosen) => void;
  readonly disabled: boolean;
}

/** What to measure, how thoroughly, and where. */
export default function Choices({ chosen, onChange, disabled }: ChoicesProps): ReactNode {
  const toggle = (name: (typeof parts)[number]['name'], on: boolean): void => {
    const kept = chosen.parts.filter((one) => one !== name);
    onChange({ ...chosen, parts: on ? [...kept, name] : kept });
  };
  return (
    <fieldset className={styles.choices} disabled={disabled} data-print="hide">
      <legend>What to measure</legend>
      <ul className={styles.parts}>
        {parts.map(({ name, label, help, onCpu }) => (
          <li key={name}>
            <label>
              <input
                type="checkbox"
                checked={chosen.parts.includes(name)}
                onChange={(event) => toggle(name, event.target.checked)}
              />
              <span>
                <strong>{label}</strong>
                <span className={styles.help}>
                  {help}
                  {!onCpu && '; needs WebGPU'}
                </span>
              </span>
            </label>
          </li>
        ))}
      </ul>
      <div className={styles.fields}>
        <Field
          control={thoroughnessControl}
          value={chosen.thoroughness}
          onChange={(value) => onChange({ ...chosen, thoroughness: value as Thoroughness })}
        />
        <Field
          control={backendControl}
          value={chosen.backend}
          onChange={(value) => onChange({ ...chosen, backend: value as BackendChoice })}
        />
      </div>
    </fieldset>
  );
}
