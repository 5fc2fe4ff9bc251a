import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { buildId, precacheManifest } from './manifest.ts';

const outDir = mkdtempSync(join(tmpdir(), 'site-'));
afterAll(() => rmSync(outDir, { recursive: true }));

const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(outDir, name)), { recursive: true });
  writeFileSync(join(outDir, name), text);
};
const kept = () => precacheManifest({ outDir, baseUrl: '/vla/', pageScripts: new Set(['main', '17896441']) });

const large = ' '.repeat(70_000);
write('index.html', 'Home');
write('intro/index.html', 'Introduction');
write('404.html', 'Not found');
write('assets/js/main.1a.js', large);
write('assets/js/17896441.0c.js', large);
write('assets/js/kernels.2b.js', large);
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

test('pages, what shows them, and recorded figures are kept; what only a run needs is not', () => {
  expect(kept().map(({ url }) => url)).toEqual([
    '/vla/404.html',
    '/vla/assets/fonts/inter-latin-wght-normal-4d.woff2',
    '/vla/assets/js/17896441.0c.js',
    '/vla/assets/js/main.1a.js',
    '/vla/assets/js/search.3c.js',
    '/vla/figures/norms.json?v=abcdef012345',
    '/vla/figures/norms.narrow.light.svg?v=abcdef012345',
    '/vla/',
    '/vla/intro/',
    '/vla/search-index.json?_=9c79fbb9',
  ]);
});

test('an address without a hash has a revision, which changes with the file and changes the build', () => {
  const before = kept();
  for (const { url, revision } of before) expect(revision === null, url).toBe(/assets|\?/.test(url));
  write('intro/index.html', 'An introduction');
  const changed = kept().filter((entry, i) => entry.revision !== before[i]!.revision);
  expect(changed.map(({ url }) => url)).toEqual(['/vla/intro/']);
  expect(buildId(kept())).not.toBe(buildId(before));
});
