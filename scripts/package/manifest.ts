/** What of a package.json matters here. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string>>;
  /** Sources that do something when they are imported: a bundler keeps them where nothing of them is used. */
  readonly sideEffects: readonly string[];
  readonly [field: string]: unknown;
}

interface BuiltExport {
  readonly types: string;
  readonly default: string;
}

/** Where the package comes from, as the site has it: REPOSITORY_URL, and SITE_URL with BASE_URL. */
export type Places = Readonly<Record<string, string | undefined>>;

/**
 * The manifest of the published package, from that of the workspace: entry points are the built modules with their
 * types instead of the sources, and what only development needs is gone.
 */
export function publishedManifest(workspace: Manifest, places: Places = {}): Record<string, unknown> {
  const { private: _private, devDependencies: _development, exports: sources, sideEffects, ...rest } = workspace;
  const built = Object.entries(sources).map(([subpath, source]) => [subpath, builtExport(source)] as const);
  const { types, default: main } = builtExport(sources['.']!);
  return {
    ...rest,
    ...linkFields(linksOf(places)),
    ...{ main, types },
    sideEffects: sideEffects.map((source) => source.replace(/\.ts$/, '.js')),
    files: ['**/*.js', '**/*.d.ts', '**/*.js.map', '*/package.json'],
    exports: { ...Object.fromEntries(built), './package.json': './package.json' },
  };
}

/** Addresses that are known. */
export interface Links {
  readonly repository?: string | undefined;
  readonly homepage?: string | undefined;
}

/** What a page of the package can lead to. */
export function linksOf({ REPOSITORY_URL: repository, SITE_URL: site, BASE_URL: base = '/' }: Places): Links {
  return {
    repository: repository?.replace(/(\.git)?\/?$/, '') || undefined,
    homepage: site ? new URL(base, site).href : undefined,
  };
}

function linkFields({ repository, homepage }: Links): object {
  return {
    ...(repository && {
      repository: { type: 'git', url: `git+${repository}.git`, directory: 'kernels' },
      bugs: `${repository}/issues`,
    }),
    ...(homepage && { homepage }),
  };
}

/**
 * Manifests of folders named as the entry points are, by path: what finds an entry point by its folder alone, Parcel and the
 * oldest resolution of TypeScript, does not know of `exports`.
 */
export function folderManifests({ exports }: Pick<Manifest, 'exports'>): Record<string, object> {
  const entries = Object.entries(exports).filter(([subpath]) => subpath !== '.');
  return Object.fromEntries(
    entries.map(([subpath, source]) => {
      const { types, default: main } = builtExport(source);
      const up = (path: string): string => path.replace('./', '../');
      return [
        `${subpath.slice(2)}/package.json`,
        // As the package's own has it, for modules that are in such a folder themselves.
        { type: 'module', sideEffects: false, main: up(main), types: up(types) },
      ];
    }),
  );
}

/** A declaration as every version of TypeScript reads it: typed arrays say what they are views of since 5.7. */
export function widelyReadable(declaration: string): string {
  return declaration
    .replace(/\b(\w+Array)<ArrayBuffer>/g, "ReturnType<$1Constructor['of']>")
    .replace(/\b(\w+Array)<ArrayBufferLike>/g, '$1');
}

function builtExport(source: string): BuiltExport {
  if (!/^\.\/.+\.ts$/.test(source)) throw new Error(`the export "${source}" is not a TypeScript source of the package`);
  const path = source.slice(0, -'.ts'.length);
  return { types: `${path}.d.ts`, default: `${path}.js` };
}
