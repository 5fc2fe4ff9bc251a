import type { ReactNode } from 'react';
import { capitalized } from '../../lib/format.ts';
import type { MeasuredFloors } from './floors.ts';
import { ruleInWords } from './levels.ts';
import styles from './styles.module.css';

interface FloorsProps {
  readonly floors: MeasuredFloors;
  readonly known: number;
}

/** How often each rule is right about a whole expression, as bars; the slider’s rule is marked. */
export default function Floors({ floors, known }: FloorsProps): ReactNode {
  const { constant, rootOnly, levelsKnown, scored } = floors;
  const rules = [rootOnly, ...levelsKnown].map((share, level) => ({ level, name: ruleInWords(level), share }));
  const rows = [{ level: -1, name: 'always the same digit', share: constant }, ...rules];
  return (
    <div className={styles.floors}>
      <p id="listops-floors">{`How often a rule is right about the whole, in ${scored} expressions of this rung:`}</p>
      <ul aria-labelledby="listops-floors">
        {rows.map(({ level, name, share }) => (
          <li key={level} aria-current={level === known ? 'true' : undefined} data-floor={level}>
            <span>{capitalized(name)}</span>
            <span className={styles.track} aria-hidden="true">
              <span style={{ width: `${100 * share}%` }} />
            </span>
            <span className={styles.share}>{percent(share)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** "27.6 %". */
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
