import { useId, type ReactNode } from 'react';
import { ruleInWords } from './levels.ts';
import styles from './styles.module.css';

interface LevelsProps {
  readonly known: number;
  readonly most: number;
  readonly onChange: (known: number) => void;
}

/** How many levels of the expression a rule that guesses is given. */
export default function Levels({ known, most, onChange }: LevelsProps): ReactNode {
  const id = useId();
  return (
    <div className={styles.levels}>
      <label htmlFor={id}>Levels known</label>
      <input
        id={id}
        type="range"
        min={0}
        max={most}
        step={1}
        value={known}
        aria-valuetext={`${known}: ${ruleInWords(known)}`}
        onChange={({ target }) => onChange(target.valueAsNumber)}
      />
      <output htmlFor={id}>{`${known}: ${ruleInWords(known)}`}</output>
    </div>
  );
}
