import type { ReactNode } from 'react';
import Link from '@docusaurus/Link';
import type { ClaimAtSize } from '../atPublishedSize.ts';
import { verdictWords } from '../words.ts';

/** The rule by which each claim is decided at the published size, as the ledger has it, with the parts that it needs and what came out. */
export default function PublishedRules({ rules }: { readonly rules?: string }): ReactNode {
  if (rules === undefined) throw new Error('<PublishedRules /> was compiled without its rules');
  return (
    <ul>
      {(JSON.parse(rules) as readonly ClaimAtSize[]).map(({ id, title, rule, needs, verdict }) => (
        <li key={id} data-decided={verdict ?? 'not yet'}>
          <Link to={`/claims#${id}`}>{title}</Link>: {verdict ? verdictWords[verdict].toLowerCase() : 'not decided yet'}
          . {rule} Needs {needs.map((label) => `“${label}”`).join(' and ')}.
        </li>
      ))}
    </ul>
  );
}
