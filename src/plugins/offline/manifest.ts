import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { PrecacheEntry } from 'workbox-precaching';
import { recordedPath } from '../../lib/recorded.ts';
import { digest, markOf } from './pageMark.ts';

/** Other scripts than the pages' own are kept from the first visit on up to this size, as that of all figures' definitions, and else from their first use on. */
const smallScript = 80 * 1024;

/** Characters that no page is written in, and fonts in formats that no browser with WebGPU asks for. */
const unusedFont = /\/fonts\/.*(?:cyrillic|vietnamese)|\/fonts\/.*\.(?:ttf|woff)$/;

/** Files that only hosts and crawlers read; and the sandbox of live code, whose page comes from the network every time. */
const notForReaders =
  /^(?:_headers|404\.html|live\/.*|sitemap\.xml|llms\.txt|\.nojekyll|CNAME|robots\.txt|img\/(?:social|screenshot)\.png)$/;

export interface SiteFiles {
  /** Every page, what it needs to be shown, and the pictures and data of all figures. */
  readonly first: readonly PrecacheEntry[];
  /** Large scripts, and WebAssembly, that only a run needs. */
  readonly used: readonly PrecacheEntry[];
}

/**
 * What a reader's browser keeps of a built site, from the first visit on and from its first use on. A file whose address
 * changes with every change of it has the revision null. Every file is kept only with the bytes that the build wrote: pages have
 * their mark for that.
 */
export function siteFiles(site: {
  readonly outDir: string;
  readonly baseUrl: string;
  /** Names of the scripts that hold the pages' texts, without their hash and suffix. */
  readonly pageScripts: ReadonlySet<string>;
}): SiteFiles {
  const { outDir, baseUrl, pageScripts } = site;
  const files = readdirSync(outDir, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(outDir, name)).isFile())
    .map((name) => name.split(sep).join('/'))
    .filter((name) => !notForReaders.test(name) && !name.startsWith('search-index'))
    .sort();
  const read = (name: string): Buffer => readFileSync(join(outDir, name));
  const first: PrecacheEntry[] = [];
  const used: PrecacheEntry[] = [];
  const versions = new Set<string>();

  for (const name of files) {
    if (/\.(?:map|LICENSE\.txt)$/.test(name) || unusedFont.test(`/${name}`)) continue;
    const content = read(name);
    if (/\.html?$/.test(name)) {
      const url = baseUrl + name.replace(/(^|\/)index\.html$/, '$1');
      first.push({ url, revision: markOf(name, content.toString()) });
    } else if (name.startsWith('assets/')) {
      const script = /^assets\/js\/([^.]+)\..*\.js$/.exec(name)?.[1];
      const later = script !== undefined && !pageScripts.has(script) && content.length > smallScript;
      (later || name.endsWith('.wasm') ? used : first).push({
        url: baseUrl + name,
        revision: null,
        integrity: integrity(content),
      });
      if (script !== undefined) searchVersions(content.toString()).forEach((version) => versions.add(version));
    } else {
      // The hash in a recorded picture's address is that of the data: it may be drawn anew from the same ones.
      const url = baseUrl + (recordedAddress(name, read) ?? name);
      first.push({ url, revision: digest(content), integrity: integrity(content) });
    }
  }
  // The index itself is written later, so nothing is known of its bytes.
  for (const version of versions) first.push({ url: `${baseUrl}search-index.json?_=${version}`, revision: null });
  return { first, used };
}

/** The address under which pages ask for a file of a recorded figure, below the base path. */
function recordedAddress(name: string, read: (name: string) => Buffer): string | undefined {
  const figure = /^figures\/([a-z0-9-]+)\.(.+)$/.exec(name);
  if (!figure) return undefined;
  const [, id, suffix] = figure as unknown as [string, string, Parameters<typeof recordedPath>[1]];
  const { provenance } = JSON.parse(read(`figures/${id}.json`).toString()) as { provenance: { dataHash: string } };
  return recordedPath(id, suffix, provenance.dataHash).slice(1);
}

/** The search index's address, with its version, stands in the script that fetches it. */
function searchVersions(script: string): string[] {
  return [...script.matchAll(/search-index\{dir\}\.json\?_=([0-9a-f]+)/g)].map((match) => match[1]!);
}

/** What a browser compares the bytes that it is sent with. */
export function integrity(content: Buffer): string {
  return `sha256-${createHash('sha256').update(content).digest('base64')}`;
}
