import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const mark = /<!-- ([0-9a-f]{16}) -->\n$/;

/** First characters of a hash, by which two contents are told apart. */
export function digest(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}

/**
 * Writes at the end of every page what its text amounts to. A hash of the file would do, were there no hosts that put
 * something into pages; another page in its place, an older one, and half a page do not end like that.
 */
export function markPages(outDir: string): void {
  for (const name of readdirSync(outDir, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.html')) continue;
    const html = readFileSync(join(outDir, name), 'utf8').replace(mark, '');
    writeFileSync(join(outDir, name), `${html}<!-- ${digest(html)} -->\n`);
  }
}

export function markOf(name: string, html: string): string {
  const found = mark.exec(html)?.[1];
  if (!found) throw new Error(`offline: the page ${name} does not end with its mark`);
  return found;
}
