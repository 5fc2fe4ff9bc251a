import { join } from 'node:path';
import type { LoadContext, Plugin } from '@docusaurus/types';
import { staleness } from '../../src/lib/recording/stale.ts';
import { FigureStore } from '../../src/lib/recording/store.ts';
import { sourcesOf } from './sources.ts';

/**
 * Stops the build where a recorded figure is not from today's code, and names it. While the code is being worked on,
 * `npm start` and STALE_FIGURES=warn say so and continue.
 */
export default function freshFigures({ siteDir }: LoadContext): Plugin {
  return {
    name: 'fresh-figures',
    async loadContent() {
      const store = new FigureStore(join(siteDir, 'static/figures'));
      const found = await Promise.all(
        store.ids().map(async (id) => {
          const problem = staleness(store.read(id)!, await sourcesOf(siteDir, id));
          return problem === null ? [] : [`figure ${id} is ${problem}`];
        }),
      );
      const stale = found.flat();
      if (stale.length === 0) return;
      const onlyWarn = process.env['NODE_ENV'] === 'development' || process.env['STALE_FIGURES'] === 'warn';
      if (!onlyWarn) throw new Error(stale.join('\n'));
      process.stderr.write(`${stale.join('\n')}\n`);
    },
  };
}
