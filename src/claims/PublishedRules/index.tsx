import type { ReactNode } from 'react';
import Link from '@docusaurus/Link';
import type { ClaimAtSize } from '../atPublishedSize.ts';

/** The rule by which each claim is decided at the published size, as the ledger has it. */
export default function PublishedRules({ rules }: { readonly rules?: string }): ReactNode {
  if (rules === undefined) throw new Error('<PublishedRules /> was compiled without its rules');
  return (
    <ul>
      {(JSON.parse(rules) as readonly ClaimAtSize[]).map(({ id, title, rule }) => (
        <li key={id}>
          <Link to={`/claims#${id}`}>{title}</Link>. {rule}
        </li>
      ))}
    </ul>
  );
}
