import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadContext, Plugin } from '@docusaurus/types';

/** The faces that the first lines of every page are set in. */
const TEXT = /^(source-serif-4|inter)-latin-wght-normal-[0-9a-f]+\.woff2$/;
/** And those of most letters in formulas. */
const FORMULAS = /^KaTeX_(Main-Regular|Math-Italic)-[0-9a-f]+\.woff2$/;

/** A page that asks for the fonts at these addresses before its style sheet does. */
export function withFonts(html: string, addresses: readonly string[]): string {
  const links = addresses.map((href) => `<link rel="preload" as="font" type="font/woff2" href="${href}" crossorigin>`);
  return html.replace(/<link\b[^>]*rel="?stylesheet/, (first) => links.join('') + first);
}

/** Whether a formula stands before the third part (src/remark/parts.ts) of a page: the first window shows about two. */
export const startsWithFormulas = (html: string): boolean =>
  /class="?katex\b/.test(html.split(/class="?part\b/, 3).join(''));

/** Fonts that come before the first line is drawn do not move it when they come. */
export default function preloadFonts({ baseUrl }: LoadContext): Plugin {
  return {
    name: 'preload-fonts',
    async postBuild({ outDir }) {
      const text = addresses(outDir, baseUrl, TEXT);
      const formulas = addresses(outDir, baseUrl, FORMULAS);
      for (const name of readdirSync(outDir, { recursive: true, encoding: 'utf8' })) {
        if (!name.endsWith('.html')) continue;
        const path = join(outDir, name);
        const html = readFileSync(path, 'utf8');
        const first = startsWithFormulas(html) ? [...text, ...formulas] : text;
        writeFileSync(path, withFonts(html, first));
      }
    },
  };
}

function addresses(outDir: string, baseUrl: string, faces: RegExp): string[] {
  const names = readdirSync(join(outDir, 'assets/fonts')).filter((name) => faces.test(name));
  if (names.length !== 2) throw new Error(`preloaded fonts: expected two files, found ${names.join(', ') || 'none'}`);
  return names.map((name) => `${baseUrl}assets/fonts/${name}`);
}
