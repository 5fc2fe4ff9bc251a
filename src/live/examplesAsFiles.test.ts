import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import ts from 'typescript';
import { beforeAll, describe, expect, test } from 'vitest';

/*
 * Every TypeScript block of the pages is compiled as a file: fenced blocks marked `ts runnable` and `ts checked`.
 * Runnable ones also run as programs, each in a process of its own, and what they print must equal their `// → …`
 * comments, line by line. A bundler makes them programs all at once: to read the package's files took most of their time.
 */

const root = join(import.meta.dirname, '../..');
const plotInWords = join(import.meta.dirname, 'testing/plotInWords.ts');
const globals = join(import.meta.dirname, 'cell/globals.d.ts');
const folder = join(root, 'node_modules/.cache/docs-examples');
const programs = join(folder, 'programs');

interface Example {
  readonly name: string;
  readonly path: string;
  readonly code: string;
  readonly runs: boolean;
}

const examples = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((page) => page.endsWith('.mdx'))
  .sort()
  .flatMap(examplesOf);

function examplesOf(page: string): Example[] {
  const text = readFileSync(join(root, 'docs', page), 'utf8');
  return [...text.matchAll(/^```ts([^\n]*)\n(.*?)^```$/gms)].map(([, marks, code], index) => {
    const name = `${page.replace(/\.mdx$/, '').replaceAll('/', '-')}-${index + 1}`;
    if (!/ (runnable|checked)\b/.test(marks))
      throw new Error(`${page}: block ${index + 1} is neither runnable nor checked`);
    return { name, path: join(folder, `${name}.mts`), code, runs: marks.includes('runnable') };
  });
}

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { path, code } of examples) writeFileSync(path, code);
});

test('there are examples to check', () => {
  expect(examples.filter(({ runs }) => runs).length).toBeGreaterThan(5);
});

test('all examples compile', () => {
  const configPath = join(root, 'kernels/tsconfig.json');
  const { config } = ts.readConfigFile(configPath, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, join(root, 'kernels'), undefined, configPath);
  const program = ts.createProgram([globals, ...examples.map(({ path }) => path)], {
    ...options,
    noUnusedLocals: false,
  });
  const messages = examples.flatMap(({ path }) => {
    const source = program.getSourceFile(path);
    if (!source) return [`${path} was not compiled`];
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ start, messageText }) => {
        const { line } = source.getLineAndCharacterOfPosition(start ?? 0);
        return `${path}:${line + 1} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
      },
    );
  });
  expect(messages).toEqual([]);
});

describe('prints what its comments say', () => {
  const runnable = examples.filter(({ runs }) => runs);

  beforeAll(() =>
    build({
      entryPoints: [plotInWords, ...runnable.map(({ path }) => path)],
      entryNames: '[name]',
      outdir: programs,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      external: ['@tensorflow/*', 'webgpu'],
      logLevel: 'error',
    }),
  );

  test.each(runnable)('$name', async ({ name, code }) => {
    const [before, program] = ['plotInWords', name].map((file) => join(programs, `${file}.mjs`)) as [string, string];
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', before, program], { cwd: root });
    const expected = [...code.matchAll(/^\s*\/\/ → (.*)$/gm)].map(([, line]) => line!.trimEnd());
    expect(stdout.trimEnd().split('\n')).toEqual(expected);
  });
});
