import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Provenance } from '../experiment.ts';

/** Packages whose version can change a number or a picture. */
const packages = [
  '@observablehq/plot',
  '@petamoriken/float16',
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-backend-webgpu',
  '@tensorflow/tfjs-core',
  'd3-random',
  'fast-png',
  'ml-matrix',
  'pure-rand',
  'webgpu',
];

/** Where the code of a figure lives. */
const sources = ['kernels/src', 'kernels/bench', 'src/experiments', 'src/lib', 'package-lock.json'];

/** The commit and the package versions of the project in `root`. Changes that are not committed are marked. */
export function codeOf(root: string): Pick<Provenance, 'commit' | 'packages'> {
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--', ...sources) !== '';
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version?: string } | undefined>;
  };
  const version = (name: string): string => lock.packages[`node_modules/${name}`]?.version ?? 'unknown';
  return {
    commit: git('rev-parse', 'HEAD') + (changed ? uncommitted : ''),
    packages: { node: process.versions.node, ...Object.fromEntries(packages.map((name) => [name, version(name)])) },
  };
}

/** Suffix of a commit that the code had moved on from. */
export const uncommitted = '+changes';
