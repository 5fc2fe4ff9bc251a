import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { openSession, vla } from '@vla/kernels';
import { seededRandom } from '@vla/kernels/random';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBrowser } from '../setup/browser.ts';
import { buildPackage, packPackage } from './build.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const project = mkdtempSync(join(tmpdir(), 'vla-package-'));
const run = (command: string, ...args: string[]) => execFileSync(command, args, { cwd: project, encoding: 'utf8' });
let firstNumber = Number.NaN;

beforeAll(async () => {
  const archive = packPackage(buildPackage(), project);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'empty', private: true, type: 'module' }));
  run('npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', archive);
  cpSync(join(root, 'kernels/examples'), project, { recursive: true });

  const random = seededRandom(1);
  const tensor = () => ({ shape: [1, 2, 64, 16], data: random.fillNormal(new Float32Array(2 * 64 * 16)) });
  const session = await openSession({ backend: 'wasm' });
  const { output } = await vla({ q: tensor(), k: tensor(), v: tensor(), u: tensor() }, { lambda0: 1, session });
  firstNumber = output.data[0]!;
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

test('an archive goes where it is asked for, seen from the folder that one is in', () => {
  const built = join(root, 'kernels/dist');
  const archive = packPackage(built, relative('.', join(project, 'packed')));
  expect(readdirSync(join(project, 'packed')).map((name) => join(project, 'packed', name))).toEqual([archive]);
  const file = join(project, 'package.json');
  expect(() => packPackage(built, file)).toThrow(`folder: was ${file}, which is a file; expected a folder`);
});

/** The number that every example ends its line with. */
function numberIn(line: string): number {
  return Number(/^CPU \(float32, WebAssembly\): output \[1,2,64,16\], first number (\S+)\s*$/.exec(line)?.[1]);
}

test('the archive holds built modules, types, README and licence, and no TypeScript source', () => {
  const installed = join(project, 'node_modules/@vla/kernels');
  const files = readdirSync(installed, { recursive: true }).map(String);
  expect(files).toEqual(expect.arrayContaining(['README.md', 'LICENSE', 'src/index.js', 'src/index.d.ts']));
  expect(files.filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'))).toEqual([]);
  expect(readFileSync(join(installed, 'README.md'), 'utf8')).toContain('npm install @vla/kernels');
});

test('what computes in WebAssembly is less than 60 kB of the archive', () => {
  const built = join(project, 'copy');
  cpSync(join(root, 'kernels/dist'), built, { recursive: true });
  const bytes = () => statSync(packPackage(built, join(project, 'weighed'))).size;
  const whole = bytes();
  const parts = readdirSync(built, { recursive: true, encoding: 'utf8' }).filter((name) => /wasm/i.test(name));
  expect(parts).toEqual(expect.arrayContaining([join('src', 'runtime', 'wasm', 'generated.js')]));
  for (const name of parts) rmSync(join(built, name), { recursive: true, force: true });
  const without = bytes();
  expect(whole - without).toBeGreaterThan(1000);
  expect(whole - without).toBeLessThan(60_000);
});

test('the Node example computes what the workspace computes', () => {
  expect(numberIn(run('node', 'node.mjs'))).toBe(firstNumber);
});

test.each(['bundler', 'nodenext'])('types resolve with moduleResolution %s', (moduleResolution) => {
  const file = `consumer-${moduleResolution}.ts`;
  writeFileSync(
    join(project, file),
    `import { vla, type VlaResult } from '@vla/kernels';
     import { openNodeSession } from '@vla/kernels/node';
     const x = { shape: [1, 1, 1, 1], data: new Float32Array(1) };
     export const result: Promise<VlaResult> = vla({ q: x, k: x, v: x, u: x }, { lambda0: 1 });
     // @ts-expect-error λ0 is required
     void vla({ q: x, k: x, v: x, u: x }, {});
     export const session = openNodeSession({ driver: 'any' });\n`,
  );
  const module = moduleResolution === 'bundler' ? 'esnext' : 'nodenext';
  const options = ['--strict', '--noEmit', '--skipLibCheck', '--target', 'es2022', '--types', '@webgpu/types'];
  const typeRoots = ['--typeRoots', join(root, 'node_modules')];
  const tsc = join(root, 'node_modules/.bin/tsc');
  run(tsc, ...options, ...typeRoots, '--module', module, '--moduleResolution', moduleResolution, file);
});

/** Bytes of a minified bundle of one line of code. */
async function bundledBytes(code: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: project },
    bundle: true,
    write: false,
    format: 'esm',
    minify: true,
    external: ['webgpu', 'node:fs'],
  });
  return outputFiles[0]!.contents.byteLength;
}

test('what is not used is not bundled', async () => {
  const everything = await bundledBytes(`import * as kernels from '@vla/kernels'; console.log(kernels);`);
  expect(everything).toBeGreaterThan(100_000);
  for (const small of [
    `import { ArgumentError } from '@vla/kernels'; console.log(ArgumentError);`,
    `import { relativeError } from '@vla/kernels/math'; console.log(relativeError);`,
    `import { seededRandom } from '@vla/kernels/random'; console.log(seededRandom(1));`,
  ])
    expect(await bundledBytes(small), small).toBeLessThan(20_000);
});

test.each(['browser.mjs', 'page-with-worker.mjs'])('the example %s runs in Chromium', async (entry) => {
  const bundles = join(project, 'bundles');
  await build({
    entryPoints: [join(project, entry), join(project, 'worker.mjs')],
    outdir: bundles,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    external: ['webgpu', 'node:fs'],
  });
  const browser = await chromium.launch({ executablePath: await ensureBrowser(), args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    await page.route('http://localhost/**', (route) => {
      const name = new URL(route.request().url()).pathname.slice(1);
      if (name.endsWith('.mjs')) return route.fulfill({ path: join(bundles, name), contentType: 'text/javascript' });
      const body = `<!doctype html><body><script type="module" src="/${entry}"></script>`;
      return route.fulfill({ body, contentType: 'text/html' });
    });
    await page.goto('http://localhost/');
    await page.waitForFunction(() => document.body.innerText.includes('first number'));
    expect(numberIn(await page.innerText('body'))).toBe(firstNumber);
  } finally {
    await browser.close();
  }
});
