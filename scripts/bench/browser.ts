import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import type { BenchProgress, SuiteName, SuiteResult } from '@vla/kernels/bench';
import { build } from 'esbuild';
import playwright from '../../playwright.config.ts';
import { jaxVersion } from './nodePeers.ts';
import { watch } from './progress.ts';

/** Nobody answers here: every request is served from the bundle's folder or the package's. */
const ORIGIN = 'http://localhost:4180';
const require = createRequire(import.meta.url);

export type BrowserBench = (suite: SuiteName, pairs: number, signal: AbortSignal) => Promise<SuiteResult>;

/**
 * Opens headless Chromium with the flags that the tests of the live figures have, on a page with the suites in it. The
 * browser closes with the process.
 */
export async function openBrowserBench(): Promise<BrowserBench> {
  const bundle = await bundled();
  const browser = await launched();
  process.once('exit', () => void browser.close());
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(`page: ${error.message}`));
  await serve(page, bundle);
  await page.goto(`${ORIGIN}/index.html`);
  await rm(bundle, { recursive: true });
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

/** Builds the page's script in a folder of its own. */
async function bundled(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vla-bench-'));
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

async function launched(): Promise<Browser> {
  const project = playwright.projects?.find(({ name }) => name === 'webgpu');
  if (!project?.use?.launchOptions) throw new Error('playwright.config.ts has no project "webgpu"');
  return chromium.launch(project.use.launchOptions);
}

/** The page, its script, and the WebAssembly of onnxruntime-web. */
async function serve(page: Page, bundle: string): Promise<void> {
  const ort = dirname(require.resolve('onnxruntime-web'));
  const body = '<!doctype html><title>bench</title><script type="module" src="/page.js"></script>';
  await page.route(`${ORIGIN}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/index.html') return route.fulfill({ contentType: 'text/html', body });
    if (pathname.startsWith('/ort/')) return route.fulfill({ path: join(ort, pathname.slice('/ort/'.length)) });
    return route.fulfill({ path: join(bundle, pathname) });
  });
}
