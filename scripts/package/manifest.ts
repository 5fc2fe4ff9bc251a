/** What of a package.json matters here. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

interface BuiltExport {
  readonly types: string;
  readonly default: string;
}

/**
 * The manifest of the published package, from that of the workspace: entry points are the built modules with their
 * types instead of the sources, and what only development needs is gone.
 */
export function publishedManifest(workspace: Manifest): Record<string, unknown> {
  const { private: _private, devDependencies: _development, exports: sources, ...rest } = workspace;
  const built = Object.entries(sources).map(([subpath, source]) => [subpath, builtExport(source)] as const);
  return { ...rest, files: ['**/*.js', '**/*.d.ts', '**/*.js.map'], exports: Object.fromEntries(built) };
}

function builtExport(source: string): BuiltExport {
  if (!/^\.\/.+\.ts$/.test(source)) throw new Error(`the export "${source}" is not a TypeScript source of the package`);
  const path = source.slice(0, -'.ts'.length);
  return { types: `${path}.d.ts`, default: `${path}.js` };
}
