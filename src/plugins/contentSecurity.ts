import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadContext, Plugin } from '@docusaurus/types';
import { framePolicy } from '../live/sandbox/frame.ts';

/**
 * What a page and its workers may load and run: files of this site, WebAssembly that those compile, and the inline scripts
 * and styles whose text the build knows. Attributes may carry styles, which formulas and pictures need.
 */
export function policy(args: { readonly scripts: readonly string[]; readonly styles: readonly string[] }): string {
  const allowed = (texts: readonly string[]): string => ["'self'", ...new Set(texts.map(hashSource))].join(' ');
  return [
    "default-src 'none'",
    `script-src ${allowed(args.scripts)} 'wasm-unsafe-eval'`,
    `style-src ${allowed(args.styles)}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "frame-src 'self'",
    "manifest-src 'self'",
    "base-uri 'self'",
    "form-action 'self'",
  ].join('; ');
}

/** Texts of the scripts that stand in a page and run. Data blocks do not. */
export function inlineScripts(html: string): string[] {
  return [...html.matchAll(/<script\b([^>]*)>([^]*?)<\/script>/g)]
    .filter(([, attributes]) => !/\bsrc=/.test(attributes!) && !/\btype="?[^" >]*json/.test(attributes!))
    .map(([, , text]) => text!);
}

/** Texts of the style elements in pictures: a chart drawn in the page brings the same ones. */
export function inlineStyles(svg: string): string[] {
  const entities: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' };
  return [...svg.matchAll(/<style\b[^>]*>([^]*?)<\/style>/g)].map(([, text]) =>
    text!.replace(/&(?:lt|gt|quot|amp);/g, (entity) => entities[entity]!),
  );
}

/** The page with its policy as the first thing after its character set. */
export function withPolicy(html: string, content: string): string {
  const marked = html.replace(/<meta charset="?utf-8"?\s*\/?>/i, (charset) => {
    return `${charset}<meta http-equiv="Content-Security-Policy" content="${content}">`;
  });
  if (marked === html) throw new Error('content security: a page names no character set, after which its policy goes');
  return marked;
}

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/**
 * Writes the policy into every page, for hosts that cannot send headers, and with some headers more into _headers, for
 * those that can.
 */
export default function contentSecurity({ siteDir, baseUrl }: LoadContext): Plugin {
  return {
    name: 'content-security',
    async postBuild({ outDir }) {
      const figures = join(siteDir, 'static/figures');
      const pictures = readdirSync(figures).filter((name) => name.endsWith('.svg'));
      const styles = pictures.flatMap((name) => inlineStyles(readFileSync(join(figures, name), 'utf8')));
      const pages = readdirSync(outDir, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));
      const every = new Set<string>();
      for (const name of pages) {
        const html = readFileSync(join(outDir, name), 'utf8');
        const scripts = inlineScripts(html);
        scripts.forEach((script) => every.add(script));
        writeFileSync(join(outDir, name), withPolicy(html, policy({ scripts, styles })));
      }
      writeFileSync(join(outDir, '_headers'), headers(baseUrl, policy({ scripts: [...every], styles })));
    },
  };
}

function headers(baseUrl: string, content: string): string {
  const lines = {
    'Content-Security-Policy': `${content}; frame-ancestors 'self'`,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'strict-origin-when-cross-origin',
  };
  const all = Object.entries(lines).map(([name, value]) => `  ${name}: ${value}\n`);
  // A page obeys every policy that it is sent, so that of the site is first taken back.
  const sandbox = `  ! Content-Security-Policy\n  Content-Security-Policy: ${framePolicy}; frame-ancestors 'self'\n`;
  return `${baseUrl}*\n${all.join('')}${baseUrl}live/*\n${sandbox}`;
}
