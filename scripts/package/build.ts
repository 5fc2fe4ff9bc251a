import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publishedManifest } from './manifest.ts';
import type { Manifest } from './manifest.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const kernels = join(root, 'kernels');

/** Builds the kernel package into kernels/dist: ES modules, their types, a manifest of its own. Returns the folder. */
export function buildPackage(): string {
  const folder = join(kernels, 'dist');
  rmSync(folder, { recursive: true, force: true });
  execFileSync('npx', ['tsc', '-p', join(kernels, 'tsconfig.build.json')], { cwd: root, stdio: 'inherit' });
  const workspace = JSON.parse(readFileSync(join(kernels, 'package.json'), 'utf8')) as Manifest;
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(publishedManifest(workspace), null, 2)}\n`);
  copyFileSync(join(kernels, 'README.md'), join(folder, 'README.md'));
  copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  return folder;
}

/** Packs a built package as npm publishes it, into `destination`. Returns the path of the archive. */
export function packPackage(folder: string, destination: string): string {
  const output = execFileSync('npm', ['pack', '--json', '--pack-destination', destination], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [packed] = JSON.parse(output) as [{ readonly filename: string }];
  return join(destination, packed.filename);
}
