import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import { openSession, vla } from '@vla/kernels';
import { seededRandom } from '@vla/kernels/random';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBrowser } from '../setup/browser.ts';
import { buildPackage, packPackage } from './build.ts';
import { TOOLS, testTools } from './testTools.ts';
import { COMPILERS, testTypes } from './testTypes.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const project = mkdtempSync(join(tmpdir(), 'vla-package-'));
const run = (command: string, ...args: string[]) => execFileSync(command, args, { cwd: project, encoding: 'utf8' });
let firstNumber = Number.NaN;
let archive = '';

beforeAll(async () => {
  archive = packPackage(buildPackage(), project);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'empty', private: true, type: 'module' }));
  run('npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', archive, ...TOOLS, ...COMPILERS);
  cpSync(join(root, 'kernels/examples'), project, { recursive: true });

  const random = seededRandom(1);
  const shape = [1, 2, 64, 16];
  const normals = () => ({ shape, data: random.fillNormal(new Float32Array(2 * 64 * 16)) });
  const rows = () => Array.from({ length: 128 }, () => [...random.unitVector(16)]);
  const units = () => ({ shape, data: Float32Array.from(rows().flat()) });
  const session = await openSession({ backend: 'wasm' });
  const { output } = await vla({ q: normals(), k: units(), v: normals(), u: units() }, { lambda0: 1, session });
  firstNumber = output.data[0]!;
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

testTools(project, () => archive);
testTypes(project);

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
  expect(readFileSync(join(installed, 'README.md'), 'utf8')).toContain('npm install path/to/vla-kernels');
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
     import type { AttentionSizes, DeviceMemory, Execution, ExecuteOptions, HostBackend } from '@vla/kernels';
     import type { KernelPlan, KeptBuffer, Readback, Repeated, Submission, VlaSizes } from '@vla/kernels';
     export type Named = [AttentionSizes, DeviceMemory, Execution, ExecuteOptions, HostBackend, KernelPlan, KeptBuffer];
     export type More = [Readback, Repeated, Submission, VlaSizes];
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

/**
 * Compressed bytes of what is loaded first, a hundredth above what it was. An operator takes 38 kB more with tfjs's namespace whole, 7 kB
 * with what a session needs once it has a device, 4 kB with comments in shaders, and 2 kB with decoders.
 */
const LARGEST = { vla: 122_000, softmaxAttention: 74_000, session: 6_900, decoder: 78_500, layer: 242_500 };

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

/** Compressed bytes of what a page loads first for one line of code. */
async function loadedBytes(code: string): Promise<number> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: project, sourcefile: 'entry.js' },
    ...{ bundle: true, splitting: true, write: false, metafile: true, minify: true, format: 'esm' },
    outdir: join(project, 'weighed-chunks'),
    external: ['webgpu', 'node:fs'],
  });
  const outputs = Object.entries(metafile.outputs).map(([path, output]) => ({ name: basename(path), ...output }));
  const first = new Set<string>();
  const take = (name: string): void => {
    if (first.has(name)) return;
    first.add(name);
    const { imports } = outputs.find((output) => output.name === name)!;
    for (const { path, kind } of imports) if (kind === 'import-statement') take(basename(path));
  };
  take(outputs.find(({ entryPoint }) => entryPoint?.endsWith('entry.js'))!.name);
  return outputFiles
    .filter(({ path }) => first.has(basename(path)))
    .reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).byteLength, 0);
}

test.each([
  ['vla', `import { vla } from '@vla/kernels'; console.log(vla);`],
  ['softmaxAttention', `import { softmaxAttention } from '@vla/kernels'; console.log(softmaxAttention);`],
  ['session', `import { openSession } from '@vla/kernels'; console.log(openSession);`],
  ['decoder', `import { openVlaDecoder } from '@vla/kernels'; console.log(openVlaDecoder);`],
  ['layer', `import { VLALayer } from '@vla/kernels/layers'; console.log(VLALayer);`],
] as const)(
  'a page that imports %s loads no more than it uses, and the rest when it is asked for',
  async (name, code) => {
    expect(await loadedBytes(code)).toBeLessThan(LARGEST[name]);
  },
);

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
