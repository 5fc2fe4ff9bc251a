import { readFileSync } from 'node:fs';
import type { JudgedClaim } from '../claims/judged.ts';
import { attach, literal, visitElements, type Node, type PageFile } from './elements.ts';

/** Hands `<Verdict of="claim"/>` the verdict that the ledger holds, while the page is compiled. */
export default function claimVerdicts({ ledger }: { ledger: string }) {
  return (tree: Node, file: PageFile): void =>
    visitElements(tree, file, (node) => {
      if (node.name !== 'Verdict') return;
      const claims = JSON.parse(readFileSync(ledger, 'utf8')) as readonly JudgedClaim[];
      const id = literal(node, 'of');
      const claim = claims.find((candidate) => candidate.id === id);
      if (!claim) throw new Error(`no claim "${id}" in ${ledger}`);
      attach(node, 'verdict', claim.verdict);
    });
}
