import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folderManifests, linksOf, publishedManifest, widelyReadable } from './manifest.ts';
import type { Manifest } from './manifest.ts';
import { packedReadme } from './readme.ts';
import { withShortTexts } from './shaderTexts.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const kernels = join(root, 'kernels');

/** Builds the kernel package into kernels/dist: ES modules, their types, a manifest of its own. Returns the folder. */
export function buildPackage(): string {
  const folder = join(kernels, 'dist');
  rmSync(folder, { recursive: true, force: true });
  execFileSync('npx', ['tsc', '-p', join(kernels, 'tsconfig.build.json')], { cwd: root, stdio: 'inherit' });
  for (const name of namesIn(folder).filter((one) => isWasm(one))) withoutMap(join(folder, name));
  for (const name of namesIn(folder).filter((one) => isShader(one))) withShortText(join(folder, name));
  // Peers of the benchmark belong to the repository; no entry point reaches them.
  rmSync(join(folder, 'bench/peers'), { recursive: true });
  for (const name of namesIn(folder).filter((one) => one.endsWith('.d.ts'))) {
    const path = join(folder, name);
    writeFileSync(path, widelyReadable(readFileSync(path, 'utf8')));
  }
  const workspace = JSON.parse(readFileSync(join(kernels, 'package.json'), 'utf8')) as Manifest;
  const manifests = { 'package.json': publishedManifest(workspace, process.env), ...folderManifests(workspace) };
  for (const [path, manifest] of Object.entries(manifests)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `${JSON.stringify(manifest, null, 2)}\n`);
  }
  const readme = packedReadme(readFileSync(join(kernels, 'README.md'), 'utf8'), linksOf(process.env));
  writeFileSync(join(folder, 'README.md'), readme);
  copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  return folder;
}

const namesIn = (folder: string): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' });

/** A map holds the whole text that it leads to: of WebAssembly the module once more, and calls of what has no map. */
const isWasm = (name: string): boolean => /[/\\]wasm(?:[/\\].*)?\.js$/.test(name);

/** Modules of which the larger part is text for devices. */
const isShader = (name: string): boolean => /(?:\.wgsl|[/\\]wgsl[/\\]\w+|runtime[/\\]shader)\.js$/.test(name);

function withoutMap(path: string): void {
  rmSync(`${path}.map`);
  writeFileSync(path, readFileSync(path, 'utf8').replace(/\/\/# sourceMappingURL=.*\n?$/, ''));
}

/** Without a map, which would lead from lines that are not there any more. */
function withShortText(path: string): void {
  withoutMap(path);
  writeFileSync(path, withShortTexts(readFileSync(path, 'utf8')));
}

/** Packs a built package as npm publishes it, into a folder `destination`, which is made. Returns the archive's path. */
export function packPackage(folder: string, destination: string): string {
  // npm runs in the package's folder, and would take a relative path from there.
  const into = resolve(destination);
  if (existsSync(into) && !statSync(into).isDirectory()) {
    throw new Error(`folder: was ${destination}, which is a file; expected a folder for the archive`);
  }
  mkdirSync(into, { recursive: true });
  const output = execFileSync('npm', ['pack', '--json', '--pack-destination', into], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [packed] = JSON.parse(output) as [{ readonly filename: string }];
  return join(into, packed.filename);
}
