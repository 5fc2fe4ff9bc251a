import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import type { Sources } from '../../src/lib/experiment.ts';

const kernels = '@vla/kernels';

/**
 * What the data of a figure is computed by: the code that is reached from its compute.ts and from the session that it
 * runs in, without comments, blanks, types and whatever is exported and not used, and the packages imported from there.
 * Definition and view are left out, because `--check` compares setting, texts, numbers and pictures themselves.
 */
export async function sourcesOf(root: string, id: string): Promise<Sources> {
  const entry = `export { compute } from './src/experiments/${id}/compute.ts';\nexport { openNodeSession } from '${kernels}/node';`;
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    stdin: { contents: entry, resolveDir: root, sourcefile: 'entry' },
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    tsconfigRaw: {},
    legalComments: 'none',
    logLevel: 'silent',
    plugins: [ownPackageOnly(root)],
  });
  const [output] = Object.values(metafile.outputs);
  const modules = hashes(outputFiles[0]!.text, new Set(Object.keys(output!.inputs)));
  const packages = versions(
    root,
    output!.imports.map(({ path }) => path),
  );
  const contents = [...new Set(Object.values(modules))].sort();
  return { hash: digest(JSON.stringify([contents, packages])), modules, packages };
}

/** Follows imports of the kernel package to its sources. Other packages stay outside: they are known by their version. */
function ownPackageOnly(root: string): Plugin {
  const manifest = JSON.parse(readFileSync(join(root, 'kernels/package.json'), 'utf8')) as {
    readonly exports: Readonly<Record<string, string>>;
  };
  return {
    name: 'own-package-only',
    setup(builder) {
      builder.onResolve({ filter: /^[^./]/ }, ({ path }) => {
        if (path !== kernels && !path.startsWith(`${kernels}/`)) return { path, external: true };
        const source = manifest.exports[path.replace(kernels, '.')];
        if (!source) return { errors: [{ text: `the kernel package has no export for ${path}` }] };
        return { path: join(root, 'kernels', source), sideEffects: false };
      });
    },
  };
}

/** A hash for each module of a bundle, in which a comment with its path stands before its text. */
function hashes(bundle: string, paths: ReadonlySet<string>): Readonly<Record<string, string>> {
  const texts = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of bundle.split('\n')) {
    const path = line.startsWith('// ') ? line.slice('// '.length) : '';
    if (paths.has(path)) {
      lines = texts.get(path) ?? [];
      texts.set(path, lines);
    } else {
      lines.push(line);
    }
  }
  const sorted = [...texts].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([path, text]) => [path, digest(text.join('\n').trim()).slice(0, 12)]));
}

/** Locked versions of the packages among the imports. */
function versions(root: string, imports: readonly string[]): Readonly<Record<string, string>> {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly version?: string } | undefined>>;
  };
  const names = imports
    .filter((path) => !path.startsWith('node:') && !builtinModules.includes(path))
    .map((path) => /^(@[^/]+\/)?[^/]+/.exec(path)![0]);
  return Object.fromEntries(
    [...new Set(names)].sort().map((name) => {
      const version = lock.packages[`node_modules/${name}`]?.version;
      if (!version) throw new Error(`package-lock.json has no version of ${name}, which a figure imports`);
      return [name, version];
    }),
  );
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
