import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { codeOf, uncommitted } from '../../src/lib/recording/code.ts';
import { sourcesOf } from '../figures/sources.ts';
import type { KitCode } from './run.ts';
import { kitFigures } from './steps.ts';

export interface KitParts {
  /** The project's folder. */
  readonly root: string;
  /** Node for the machine with the card. */
  readonly node: string;
  /** Dawn for it: dist/PLATFORM-ARCHITECTURE/dawn.node of the package "webgpu". */
  readonly dawn: string;
}

const RUN = `#!/bin/sh
# Checks and measures the kernels on the graphics card of this machine: ./run.sh [--minutes 8] [--out FOLDER]
# VK_DRIVER_FILES=/path/to/icd.json chooses the Vulkan driver where there are several.
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
exec "$here/node" "$here/run.mjs" "$@"
`;

/** Code of CommonJS asks for modules of Node with \`require\`. */
const REQUIRE =
  "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);";

/** Writes a folder with all that the machine needs. Returns whether the code in it is that of a commit. */
export async function writeKit(folder: string, { root, node, dawn }: KitParts): Promise<boolean> {
  for (const [what, file] of Object.entries({ '--node': node, '--dawn': dawn }))
    if (!existsSync(file)) throw new Error(`${what} is ${file}, where there is no file`);
  mkdirSync(join(folder, 'golden'), { recursive: true });
  await build({
    entryPoints: { run: join(root, 'scripts/gpuKit/run.ts') },
    ...{ outdir: folder, outExtension: { '.js': '.mjs' }, bundle: true, splitting: true, minify: false },
    ...{ platform: 'node', format: 'esm', target: 'node20', logLevel: 'error', banner: { js: REQUIRE } },
    // TensorFlow.js as modules, as in a browser: each of its other files would bring a core of its own.
    mainFields: ['module', 'main'],
    // Where the package "webgpu" looks for Dawn.
    external: ['*.node'],
  });
  const golden = join(root, 'kernels/test/golden');
  for (const name of readdirSync(golden)) cpSync(join(golden, name), join(folder, 'golden', name));
  cpSync(node, join(folder, 'node'), { dereference: true });
  chmodSync(join(folder, 'node'), 0o755);
  const place = join(folder, 'dist', placeOf(dawn));
  mkdirSync(place, { recursive: true });
  cpSync(dawn, join(place, 'dawn.node'), { dereference: true });
  const code = codeOf(root);
  const sources = Object.fromEntries(
    await Promise.all(kitFigures.map(async (id) => [id, await sourcesOf(root, id)] as const)),
  );
  const known: KitCode = { code, sources };
  writeFileSync(join(folder, 'kit.json'), JSON.stringify(known));
  writeFileSync(join(folder, 'run.sh'), RUN, { mode: 0o755 });
  return !code.commit.endsWith(uncommitted);
}

/** The folder's name says for which machine Dawn is, and there the package looks for it. */
function placeOf(dawn: string): string {
  const place = /(?:linux|darwin|win32)-(?:x64|arm64|universal)(?=[\\/]dawn\.node$)/.exec(dawn)?.[0];
  if (!place) throw new Error(`--dawn is ${dawn}; expected a path that ends in PLATFORM-ARCHITECTURE/dawn.node`);
  return place;
}

/** The kit as one archive. */
export async function packKit(archive: string, parts: KitParts): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'gpu-kit-'));
  try {
    const committed = await writeKit(join(folder, 'vla-gpu-kit'), parts);
    execFileSync('tar', ['-czf', archive, '-C', folder, 'vla-gpu-kit']);
    return committed;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
