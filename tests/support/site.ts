import { experiments } from '../../src/experiments/registry.ts';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RecordedFigure } from '../../src/lib/experiment.ts';

/** The built site on disk. */
export const folder = fileURLToPath(new URL('../../build-test/', import.meta.url));
if (!existsSync(join(folder, 'index.html'))) {
  throw new Error(`No built site in ${folder}: run BASE_URL=/vla/ npx docusaurus build --out-dir build-test`);
}

export interface Page {
  /** Address below the base path; the home page is "". */
  readonly path: string;
  /** Ids of the figures on it, in order. */
  readonly figures: readonly string[];
}

/** Every page of the site, with the figures in its static HTML. */
export const pages: readonly Page[] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('index.html'))
  .map((name) => ({
    path: relative('.', name.replace(/\/?index\.html$/, '')),
    html: readFileSync(join(folder, name), 'utf8'),
  }))
  .filter(({ path }) => path !== 'search')
  .map(({ path, html }) => ({
    path,
    figures: [...html.matchAll(/data-figure="?([a-z0-9-]+)/g)].map((match) => match[1]!),
  }));

/**
 * Pages that one test opens one after the other in a window, which keeps what they share: that takes half as long as a
 * window for each. With a name for each group.
 */
export const inGroups = (list: readonly Page[]): { readonly name: string; readonly group: readonly Page[] }[] =>
  Array.from({ length: Math.ceil(list.length / 8) }, (_, i) => list.slice(8 * i, 8 * i + 8)).map((group) => ({
    name: `/${group[0]!.path} … /${group.at(-1)!.path}`,
    group,
  }));

/** The page a figure is tested on: its own, where it has one. */
export function pageOf(figure: string): string {
  const candidates = pages.filter(({ figures }) => figures.includes(figure));
  const page = candidates.find(({ path }) => path.endsWith(figure)) ?? candidates[0];
  if (!page) throw new Error(`No page of the site shows the figure "${figure}".`);
  return page.path;
}

export function recordedFigure(id: string): RecordedFigure {
  return JSON.parse(readFileSync(join(folder, 'figures', `${id}.json`), 'utf8'));
}

/** Text that only the named part contains, to find out whether a script brings it. */
export const marks = {
  tfjs: /Initialization of backend/,
  kernels: /request for a GPU adapter was not answered/,
  charts: /plot-d6a7b5/,
  // The first bytes of a module, in base64.
  webAssembly: /AGFzbQEAAAA/,
  tfjsWebAssembly: /tfjs-backend-wasm-threaded-simd\.wasm/,
};

export function script(name: string): string {
  return readFileSync(join(folder, 'assets/js', name), 'utf8');
}

export const scripts: readonly string[] = readdirSync(join(folder, 'assets/js')).filter((name) => name.endsWith('.js'));

/** Whether a reader can compute a figure: those made of files that are not the site's say how to get them instead. */
export const canRun = (id: string): boolean => !experiments[id]?.definition.needsFiles;
