import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadContext, Plugin } from '@docusaurus/types';

/** The faces that the first lines of every page are set in. */
const FIRST = /^(source-serif-4|inter)-latin-wght-normal-[0-9a-f]+\.woff2$/;

/** A page that asks for the fonts at these addresses before its style sheet does. */
export function withFonts(html: string, addresses: readonly string[]): string {
  const links = addresses.map((href) => `<link rel="preload" as="font" type="font/woff2" href="${href}" crossorigin>`);
  return html.replace(/<link\b[^>]*rel="?stylesheet/, (first) => links.join('') + first);
}

/** Fonts that come before the first line is drawn do not move it when they come. */
export default function preloadFonts({ baseUrl }: LoadContext): Plugin {
  return {
    name: 'preload-fonts',
    async postBuild({ outDir }) {
      const fonts = readdirSync(join(outDir, 'assets/fonts')).filter((name) => FIRST.test(name));
      if (fonts.length !== 2)
        throw new Error(`preloaded fonts: expected two files, found ${fonts.join(', ') || 'none'}`);
      const addresses = fonts.map((name) => `${baseUrl}assets/fonts/${name}`);
      for (const name of readdirSync(outDir, { recursive: true, encoding: 'utf8' })) {
        if (!name.endsWith('.html')) continue;
        const path = join(outDir, name);
        writeFileSync(path, withFonts(readFileSync(path, 'utf8'), addresses));
      }
    },
  };
}
