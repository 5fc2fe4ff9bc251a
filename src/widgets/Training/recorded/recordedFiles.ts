/** What the bundler finds of recorded figures whose curves are drawn here, each fetched when it is asked for. Those not recorded yet are not there. */
export function recordedFiles(): Readonly<Record<string, () => Promise<unknown>>> {
  const found = require.context('@site/static/figures', false, /\/mqar-published\.json$/, 'lazy');
  return Object.fromEntries(
    found.keys().map((path) => [path.replace(/^\.\/|\.json$/g, ''), () => found(path) as Promise<unknown>]),
  );
}

interface Found {
  (path: string): unknown;
  keys(): string[];
}

/** Of the bundler: there is no such thing in other programs. */
declare const require: { context(folder: string, deep: boolean, wanted: RegExp, mode: 'lazy'): Found };
