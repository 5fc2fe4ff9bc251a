import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Sources } from '../../src/lib/experiment.ts';
import { sourcesOf } from './sources.ts';

const root = mkdtempSync(join(tmpdir(), 'sources-'));
afterAll(() => rmSync(root, { recursive: true }));

const files: Readonly<Record<string, string>> = {
  'package-lock.json': JSON.stringify({ packages: { 'node_modules/@some/maths': { version: '1.0.0' } } }),
  'kernels/package.json': JSON.stringify({
    exports: { '.': './src/index.ts', './node': './src/node.ts' },
    sideEffects: false,
  }),
  'kernels/src/index.ts':
    "export { run } from './run.ts';\nexport { other } from './other.ts';\nexport const unused = 1;\n",
  'kernels/src/run.ts': 'export const run = () => `fn main() { let a = 1; }`;\n',
  'kernels/src/other.ts': 'export const other = 1;\n',
  'kernels/src/node.ts': 'export const openNodeSession = () => null;\n',
  'src/experiments/one/definition.ts': "export const sizes = [1, 2];\nexport const definition = { title: 'One' };\n",
  'src/experiments/one/compute.ts':
    "import { run } from '@vla/kernels';\nimport { sum } from '@some/maths/sum';\nimport { sizes } from './definition.ts';\n" +
    "import { readFileSync } from 'node:fs';\n/** Adds. */\nexport const compute = (n: number) => sum(sizes) + run().length + n + readFileSync.length;\n",
};

const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), text);
};
const edit = (name: string, from: string, to: string): void => {
  const text = readFileSync(join(root, name), 'utf8');
  expect(text).toContain(from);
  write(name, text.replace(from, to));
};

let before: Sources;
beforeEach(async () => {
  for (const [name, text] of Object.entries(files)) write(name, text);
  before = await sourcesOf(root, 'one');
});

describe('the sources of a figure', () => {
  test('are the modules it reaches and the packages they import', () => {
    expect(Object.keys(before.modules).sort()).toEqual([
      'kernels/src/node.ts',
      'kernels/src/run.ts',
      'src/experiments/one/compute.ts',
      'src/experiments/one/definition.ts',
    ]);
    expect(before.packages).toEqual({ '@some/maths': '1.0.0' });
  });

  test.each([
    ['a comment', 'src/experiments/one/compute.ts', '/** Adds. */', '// Adds two numbers.'],
    ['a blank line and a type', 'src/experiments/one/compute.ts', '(n: number)', '(\n  n: 1 | 2,\n)'],
    ['an export that it does not use', 'kernels/src/index.ts', 'unused = 1', 'unused = 2'],
    ['a module that it does not reach', 'kernels/src/other.ts', '= 1', '= 2'],
    ['a title', 'src/experiments/one/definition.ts', "'One'", "'Two'"],
  ])('%s changes nothing', async (_what, file, from, to) => {
    edit(file, from, to);
    expect(await sourcesOf(root, 'one')).toEqual(before);
  });

  test.each([
    ['a shader', 'kernels/src/run.ts', 'a = 1', 'a = 2'],
    ['a constant', 'src/experiments/one/definition.ts', '[1, 2]', '[1, 3]'],
    ['the session', 'kernels/src/node.ts', 'null', 'undefined'],
  ])('%s changes the hash, and its file is named', async (_what, file, from, to) => {
    edit(file, from, to);
    const after = await sourcesOf(root, 'one');
    expect(after.hash).not.toBe(before.hash);
    const changed = Object.keys(after.modules).filter((name) => after.modules[name] !== before.modules[name]);
    expect(changed).toEqual([file]);
  });

  test('a file that is moved changes no hash', async () => {
    write('kernels/src/ops/run.ts', files['kernels/src/run.ts']!);
    edit('kernels/src/index.ts', './run.ts', './ops/run.ts');
    const after = await sourcesOf(root, 'one');
    expect(Object.keys(after.modules)).toContain('kernels/src/ops/run.ts');
    expect(Object.keys(after.modules)).not.toContain('kernels/src/run.ts');
    expect(after.hash).toBe(before.hash);
  });

  test('a new version of a package changes the hash', async () => {
    edit('package-lock.json', '1.0.0', '1.0.1');
    const after = await sourcesOf(root, 'one');
    expect(after.hash).not.toBe(before.hash);
    expect(after.packages).toEqual({ '@some/maths': '1.0.1' });
    expect(after.modules).toEqual(before.modules);
  });

  test('a package that the lock file lacks is an error', async () => {
    edit('package-lock.json', '@some/maths', '@some/other');
    await expect(sourcesOf(root, 'one')).rejects.toThrow('no version of @some/maths');
  });
});
