import type { ReactNode } from 'react';
import type { Verdict } from '../../claims/claim.ts';
import type { JudgedClaim } from '../../claims/judged.ts';
import styles from './styles.module.css';

const verdicts: readonly Verdict[] = ['reproduced', 'partly', 'not reproduced', 'not tested yet'];

/** Chooses which entries are shown. The style sheet does it, so it needs no script. */
export default function Filter({ claims }: { claims: readonly JudgedClaim[] }): ReactNode {
  const count = (verdict: Verdict): number => claims.filter((claim) => claim.verdict === verdict).length;
  return (
    <fieldset className={styles.filter} data-print="hide">
      <legend>Show</legend>
      <Choice value="all" label={`all ${claims.length}`} chosen />
      {verdicts.map((verdict) => (
        <Choice key={verdict} value={verdict} label={`${verdict} ${count(verdict)}`} />
      ))}
    </fieldset>
  );
}

function Choice({ value, label, chosen }: { value: string; label: string; chosen?: boolean }): ReactNode {
  return (
    <label>
      <input type="radio" name="verdict" value={value} defaultChecked={chosen} autoComplete="off" />
      {label}
    </label>
  );
}
