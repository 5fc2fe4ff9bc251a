import { fileURLToPath } from 'node:url';
import type { Plugin } from '@docusaurus/types';

/** Leaves out of every page what the theme brings and this site does without. */
export default function light(): Plugin {
  return {
    name: 'light',
    getClientModules: () => [fileURLToPath(new URL('quietLinks.ts', import.meta.url))],
    // The build colours code (src/remark/codeText.ts), so no page needs the highlighter.
    configureWebpack: () => ({ resolve: { alias: { 'prism-react-renderer': false } } }),
  };
}
