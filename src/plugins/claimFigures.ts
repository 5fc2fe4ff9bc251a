import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadContext, Plugin } from '@docusaurus/types';
import type { JudgedClaim } from '../claims/judged.ts';
import { figureOnPage } from '../remark/readRecorded.ts';

/** Gives the claims page a file for each figure that decides a claim, which it fetches when the figure is opened. */
export default function claimFigures({ siteDir }: LoadContext): Plugin {
  const figures = join(siteDir, 'static/figures');
  const ledger = join(siteDir, 'static/claims.json');
  return {
    name: 'claim-figures',
    getPathsToWatch: () => [ledger, `${figures}/*.json`],
    async contentLoaded({ actions }) {
      const claims = JSON.parse(readFileSync(ledger, 'utf8')) as readonly JudgedClaim[];
      const ids = new Set(claims.flatMap(({ evidence }) => evidence.map(({ figure }) => figure)));
      for (const id of ids) await actions.createData(`figure-${id}.json`, figureOnPage(figures, id));
    },
  };
}
