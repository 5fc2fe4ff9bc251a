import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { PrecacheEntry } from 'workbox-precaching';
import { recordedPath } from '../../lib/recorded.ts';

/** Other scripts than the pages' own are kept from the first visit on up to this size, and else from their first use on. */
const smallScript = 64 * 1024;

/** Characters that no page is written in, and fonts in formats that no browser with WebGPU asks for. */
const unusedFont = /\/fonts\/.*(?:cyrillic|vietnamese)|\/fonts\/.*\.(?:ttf|woff)$/;

/** Files that only hosts and crawlers read; and the sandbox of live code, whose page comes from the network every time. */
const notForReaders =
  /^(?:_headers|live\/.*|sitemap\.xml|llms\.txt|\.nojekyll|CNAME|robots\.txt|img\/(?:social|screenshot)\.png)$/;

/**
 * What a reader's browser keeps of a built site: every page, what it needs to be shown, and the pictures and data of all
 * figures. A file whose address changes with its content has the revision null.
 */
export function precacheManifest(site: {
  readonly outDir: string;
  readonly baseUrl: string;
  /** Names of the scripts that hold the pages' texts, without their hash and suffix. */
  readonly pageScripts: ReadonlySet<string>;
}): PrecacheEntry[] {
  const { outDir, baseUrl, pageScripts } = site;
  const files = readdirSync(outDir, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(outDir, name)).isFile())
    .map((name) => name.split(sep).join('/'))
    .sort();
  const read = (name: string): Buffer => readFileSync(join(outDir, name));
  const texts = files.filter((name) => /^assets\/js\/.*\.js$/.test(name));

  const entries = files
    .filter((name) => !notForReaders.test(name) && !name.startsWith('search-index'))
    .flatMap((name): PrecacheEntry[] => {
      if (name.startsWith('assets/')) {
        const script = /^assets\/js\/([^.]+)\..*\.js$/.exec(name)?.[1];
        const ofPages = script === undefined || pageScripts.has(script);
        const later = !ofPages && statSync(join(outDir, name)).size > smallScript;
        const left = later || /\.(?:map|LICENSE\.txt)$/.test(name) || unusedFont.test(`/${name}`);
        return left ? [] : [{ url: baseUrl + name, revision: null }];
      }
      const figure = /^figures\/([a-z0-9-]+)\.(.+)$/.exec(name);
      if (figure) {
        const [, id, suffix] = figure as unknown as [string, string, Parameters<typeof recordedPath>[1]];
        const { provenance } = JSON.parse(read(`figures/${id}.json`).toString()) as {
          provenance: { dataHash: string };
        };
        return [{ url: baseUrl + recordedPath(id, suffix, provenance.dataHash).slice(1), revision: null }];
      }
      return [{ url: baseUrl + name.replace(/(^|\/)index\.html$/, '$1'), revision: digest(read(name)) }];
    });
  return [
    ...entries,
    ...searchIndex(texts.map((name) => read(name).toString())).map((name) => ({
      url: baseUrl + name,
      revision: null,
    })),
  ];
}

/** The index's address, with its version, stands in the script that fetches it; the index itself is written later. */
function searchIndex(scripts: readonly string[]): string[] {
  const versions = scripts.flatMap((text) => /search-index\{dir\}\.json\?_=([0-9a-f]+)/.exec(text)?.[1] ?? []);
  return [...new Set(versions)].map((version) => `search-index.json?_=${version}`);
}

/** A name for the build, which changes with any file that is kept. */
export function buildId(entries: readonly PrecacheEntry[]): string {
  return digest(JSON.stringify(entries));
}

function digest(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}
