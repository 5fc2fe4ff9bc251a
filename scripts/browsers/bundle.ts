import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import express from 'express';
import type { Browser, BrowserName } from './browser.ts';
import { openBrowser } from './open.ts';

export interface BundleOptions {
  /** What runs in the page. It puts what is called from here into `globalThis`. */
  readonly entry: URL;
  readonly webgpu?: boolean;
  /** Further folders, by the path that the page finds them under. */
  readonly folders?: Readonly<Record<string, string>>;
}

/** Opens a browser on an empty page with one script, a bundle of ours. Nobody but this process answers to it. */
export async function openBundle(name: BrowserName, options: BundleOptions): Promise<Browser> {
  const { entry, webgpu = false, folders = {} } = options;
  const browser = await openBrowser(name, { webgpu });
  const bundle = await bundled(fileURLToPath(entry));
  const app = express();
  app.get('/', (_, response) => {
    response
      .type('html')
      .send(
        '<!doctype html><title>bundle</title><link rel="icon" href="data:,"><script type="module" src="/entry.js"></script>',
      );
  });
  for (const [path, folder] of Object.entries({ '/': bundle, ...folders })) app.use(path, express.static(folder));
  const server = app.listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  // A server by itself does not keep the process running.
  server.unref();
  await browser.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  const close = async (): Promise<void> => {
    await browser.close();
    server.close();
    server.closeAllConnections();
  };
  return { ...browser, close };
}

/** Builds the page's script, in a folder that is gone when the process ends. */
async function bundled(entry: string): Promise<string> {
  if (!existsSync(entry)) throw new Error(`there is no ${entry} to make a bundle of`);
  const folder = mkdtempSync(join(tmpdir(), 'vla-bundle-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await build({
    entryPoints: { entry },
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'error',
  });
  return folder;
}
