import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { integrity, siteFiles } from './manifest.ts';
import { markPages } from './pageMark.ts';

const outDir = mkdtempSync(join(tmpdir(), 'site-'));
afterAll(() => rmSync(outDir, { recursive: true }));

const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(outDir, name)), { recursive: true });
  writeFileSync(join(outDir, name), text);
};
const kept = () => siteFiles({ outDir, baseUrl: '/vla/', pageScripts: new Set(['main', '17896441']) });

const large = ' '.repeat(90_000);
write('index.html', 'Home');
write('intro/index.html', 'Introduction');
write('404.html', 'Not found');
write('missing.htm', `Not found<!-- ${'0'.repeat(16)} -->\n`);
write('assets/js/main.1a.js', large);
write('assets/js/17896441.0c.js', large);
write('assets/js/kernels.2b.js', large);
write('assets/wasm/tfjs.7c.wasm', 'wasm');
write('assets/js/search.3c.js', 'fetch(`search-index{dir}.json?_=9c79fbb9`)');
write('assets/fonts/inter-latin-wght-normal-4d.woff2', '');
write('assets/fonts/inter-cyrillic-wght-normal-5e.woff2', '');
write('assets/fonts/KaTeX_Main-Regular-6f.ttf', '');
write('figures/norms.json', JSON.stringify({ provenance: { dataHash: 'abcdef0123456789' } }));
write('figures/norms.narrow.light.svg', '<svg/>');
write('_headers', '');
write('live/frame.htm', '');
write('live/cell.8b.js', '');
write('search-index.json', '[]');
markPages(outDir);

test('pages, what shows them, and recorded figures are kept at once; what only a run needs from its first use on', () => {
  expect(kept().first.map(({ url }) => url)).toEqual([
    '/vla/assets/fonts/inter-latin-wght-normal-4d.woff2',
    '/vla/assets/js/17896441.0c.js',
    '/vla/assets/js/main.1a.js',
    '/vla/assets/js/search.3c.js',
    '/vla/figures/norms.json?v=abcdef012345',
    '/vla/figures/norms.narrow.light.svg?v=abcdef012345',
    '/vla/',
    '/vla/intro/',
    '/vla/missing.htm',
    '/vla/search-index.json?_=9c79fbb9',
  ]);
  expect(kept().used).toEqual([
    { url: '/vla/assets/js/kernels.2b.js', revision: null, integrity: integrity(Buffer.from(large)) },
    { url: '/vla/assets/wasm/tfjs.7c.wasm', revision: null, integrity: integrity(Buffer.from('wasm')) },
  ]);
});

test('an address without a hash of the file has a revision, which changes with the file', () => {
  const before = kept().first;
  for (const { url, revision } of before) expect(revision === null, url).toBe(/assets|search-index/.test(url));
  write('intro/index.html', 'An introduction');
  write('figures/norms.narrow.light.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>');
  markPages(outDir);
  const changed = kept().first.filter((entry, i) => entry.revision !== before[i]!.revision);
  expect(changed.map(({ url }) => url)).toEqual(['/vla/figures/norms.narrow.light.svg?v=abcdef012345', '/vla/intro/']);
});

test('every file but the search index is known by its bytes, and a page by its mark', () => {
  for (const { url, integrity: bytes } of kept().first) {
    const known = !url.endsWith('/') && !url.endsWith('.htm') && !url.includes('search-index');
    if (known) expect(bytes, url).toMatch(/^sha256-/);
    else expect(bytes, url).toBeUndefined();
  }
  write('try/index.html', 'Without a mark');
  expect(kept).toThrow('offline: the page try/index.html does not end with its mark');
  rmSync(join(outDir, 'try'), { recursive: true });
});
