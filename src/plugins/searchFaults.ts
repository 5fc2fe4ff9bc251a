import { join } from 'node:path';
import type { LoadContext, Plugin } from '@docusaurus/types';

const theme = 'docusaurus-search-local';

/** Modules of the search theme in whose place ours stand, which say so where the search does not come. */
const replaced: readonly (readonly [RegExp, string])[] = [
  [/\/searchByWorker$/, 'searchByWorker.ts'],
  [/^@easyops-cn\/autocomplete\.js$/, 'autocomplete.ts'],
];

/** Puts src/theme/SearchBar's modules in the place of the search theme's. */
export default function searchFaults({ siteDir }: LoadContext): Plugin {
  return {
    name: 'search-faults',
    configureWebpack: (_config, _isServer, { currentBundler }) => ({
      plugins: replaced.map(
        ([request, file]) =>
          new currentBundler.instance.NormalModuleReplacementPlugin(request, (data: Replaceable) => {
            if (data.context.includes(theme)) data.request = join(siteDir, 'src/theme/SearchBar', file);
          }),
      ),
    }),
  };
}

interface Replaceable {
  readonly context: string;
  request: string;
}
