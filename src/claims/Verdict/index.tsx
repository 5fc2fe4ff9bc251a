import type { ReactNode } from 'react';
import Link from '@docusaurus/Link';
import type { Verdict as Outcome } from '../claim.ts';
import { verdictWords } from '../words.ts';

export interface VerdictProps {
  /** Id of a claim. */
  readonly of: string;
  /** Written by the build (src/remark/claimVerdicts.ts): the ledger's verdict, as JSON. */
  readonly verdict?: string;
}

/** The verdict on a claim, in running text, with the way to its entry in the ledger. */
export default function Verdict({ of, verdict }: VerdictProps): ReactNode {
  if (verdict === undefined) throw new Error(`<Verdict of="${of}"/> was compiled without its verdict`);
  return <Link to={`/claims#${of}`}>{verdictWords[JSON.parse(verdict) as Outcome]}</Link>;
}
