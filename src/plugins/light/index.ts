import { fileURLToPath } from 'node:url';
import type { Plugin } from '@docusaurus/types';
import { fontsAsFiles } from './fontsAsFiles.ts';

/** Leaves out of every page what the theme brings and this site does without. */
export default function light(): Plugin {
  return {
    name: 'light',
    getClientModules: () => [fileURLToPath(new URL('quietLinks.ts', import.meta.url))],
    configureWebpack: (config) => ({
      // The build colours code (src/remark/codeText.ts), so no page needs the highlighter.
      resolve: { alias: { 'prism-react-renderer': false } },
      mergeStrategy: { 'module.rules': 'replace' },
      module: { rules: fontsAsFiles(config.module?.rules ?? []) },
    }),
  };
}
