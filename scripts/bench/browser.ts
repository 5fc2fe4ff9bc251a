import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import type { BenchProgress, SuiteName, SuiteResult } from '@vla/kernels/bench';
import { build } from 'esbuild';
import { jaxVersion } from './nodePeers.ts';
import { watch } from './progress.ts';

/** Nobody answers here: every request is served from the bundle's folder or the package's. */
const ORIGIN = 'http://localhost:4180';
const require = createRequire(import.meta.url);

export type BrowserBench = (suite: SuiteName, pairs: number, signal: AbortSignal) => Promise<SuiteResult>;

/**
 * Opens headless Chromium on a page with the suites in it. The browser ends with the process.
 */
export async function openBrowserBench(): Promise<BrowserBench> {
  const bundle = await bundled();
  const browser = await launched();

  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(`page: ${error.message}`));
  await serve(page, bundle);
  await page.goto(`${ORIGIN}/index.html`);
  return async (suite, pairs, signal) => {
    const { onProgress, end } = watch(suite);
    const name = `progress${suite}`;
    await page.exposeFunction(name, (progress: BenchProgress) => onProgress(progress));
    const cancel = (): void => void page.evaluate('bench.cancel()');
    signal.addEventListener('abort', cancel, { once: true });
    const options = JSON.stringify({ suite, pairs, jax: jaxVersion(), wasmPaths: `${ORIGIN}/ort/`, progress: name });
    const run = page.evaluate(`bench.run(${options})`) as Promise<SuiteResult>;
    return run.finally(() => {
      signal.removeEventListener('abort', cancel);
      end();
    });
  };
}

/** Builds the page's script, in a folder that is gone when the process ends. */
async function bundled(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'vla-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await build({
    entryPoints: [fileURLToPath(new URL('page.ts', import.meta.url))],
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'error',
  });
  return folder;
}

/** SwiftShader as the one adapter: what every Chromium has. */
const FLAGS = ['--no-sandbox', '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

function launched(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium', args: FLAGS });
}

/** The page, its script, and the WebAssembly of onnxruntime-web. */
async function serve(page: Page, bundle: string): Promise<void> {
  const ort = dirname(require.resolve('onnxruntime-web'));
  const body = '<!doctype html><title>bench</title><script type="module" src="/page.js"></script>';
  await page.route(`${ORIGIN}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/index.html') return route.fulfill({ contentType: 'text/html', body });
    const [folder, name] = pathname.startsWith('/ort/') ? [ort, pathname.slice('/ort'.length)] : [bundle, pathname];
    const path = join(folder, name);
    return existsSync(path) ? route.fulfill({ path }) : route.fulfill({ status: 404 });
  });
}
