import { readFileSync } from 'node:fs';
import type { AnsweredClaim } from '../claims/Answer/index.tsx';
import type { JudgedClaim } from '../claims/judged.ts';
import { attach, literal, visitElements, type Node, type PageFile } from './elements.ts';

/**
 * Hands `<Verdict of="claim"/>` the verdict that the ledger holds, and `<Answer claims="claim claim">` the claims with
 * theirs, while the page is compiled.
 */
export default function claimVerdicts({ ledger }: { ledger: string }) {
  return (tree: Node, file: PageFile): void =>
    visitElements(tree, file, (node) => {
      if (node.name === 'Verdict') attach(node, 'verdict', find(ledger, literal(node, 'of')).verdict);
      if (node.name === 'Answer')
        attach(
          node,
          'judged',
          named(node).map((id) => answered(find(ledger, id))),
        );
    });
}

function find(ledger: string, id: string): JudgedClaim {
  const claims = JSON.parse(readFileSync(ledger, 'utf8')) as readonly JudgedClaim[];
  const claim = claims.find((candidate) => candidate.id === id);
  if (!claim) throw new Error(`no claim "${id}" in ${ledger}`);
  return claim;
}

/** The claims that an answer names; a page that tests none has no such attribute. */
function named(node: Node): string[] {
  const names = node.attributes?.some(({ name }) => name === 'claims');
  return names ? literal(node, 'claims').split(' ') : [];
}

const answered = ({ id, title, verdict }: JudgedClaim): AnsweredClaim => ({ id, title, verdict });
