import { messageOf } from '../lib/messageOf.ts';
import type { Finding } from '../lib/recording/check.ts';
import type { Claim } from './claim.ts';
import { judge, type ReadFigure } from './judge.ts';

/** What claims.json must hold. Throws like `judge`. */
export function ledgerText(claims: readonly Claim[], read: ReadFigure): string {
  return `${JSON.stringify(
    claims.map((claim) => judge(claim, read)),
    null,
    2,
  )}\n`;
}

/** Whether a stored ledger follows from the recorded figures, claim by claim. */
export function checkLedger(claims: readonly Claim[], read: ReadFigure, stored: string | null): Finding[] {
  const kept = new Map(parse(stored).map((entry) => [entry.id, JSON.stringify(entry)]));
  const findings = claims.map((claim): Finding => {
    const what = `claim ${claim.id}`;
    try {
      const same = JSON.stringify(judge(claim, read)) === kept.get(claim.id);
      return {
        what,
        problem: same ? null : 'claims.json differs from what the data gives; run: npm run figures -- --redraw',
      };
    } catch (error) {
      return { what, problem: messageOf(error) };
    }
  });
  const known = new Set(claims.map(({ id }) => id));
  const strange = [...kept.keys()].filter((id) => !known.has(id));
  return [
    ...findings,
    ...strange.map((id) => ({
      what: `claim ${id}`,
      problem: 'it is in claims.json, and in no file of src/claims/ledger',
    })),
  ];
}

function parse(text: string | null): { readonly id: string }[] {
  return text === null ? [] : (JSON.parse(text) as { readonly id: string }[]);
}
