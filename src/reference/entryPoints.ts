import { readFileSync } from 'node:fs';

export interface EntryPoint {
  /** What a program imports, and the name of the module in the reference. */
  readonly name: string;
  /** Its source, from the root of the repository. */
  readonly source: string;
  /** Id of its generated page. */
  readonly page: string;
}

/** Where the generated pages lie, below docs/. */
export const referenceFolder = 'api/reference';

/** All entry points of the kernel package, in the order of its manifest. */
export function entryPoints(): readonly EntryPoint[] {
  const manifest = JSON.parse(readFileSync('kernels/package.json', 'utf8')) as {
    readonly name: string;
    readonly exports: Readonly<Record<string, string>>;
  };
  return Object.entries(manifest.exports).map(([subpath, source]) => {
    const name = subpath.replace(/^\./, manifest.name);
    return { name, source: source.replace(/^\.\//, 'kernels/'), page: `${referenceFolder}/${name}` };
  });
}
