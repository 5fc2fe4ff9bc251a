import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from '@playwright/test';
import { ensureBrowser } from '../setup/browser.ts';
import { MARK } from './consumer.ts';
import type { Consumer, Results } from './consumer.ts';

const run = promisify(execFile);

/** A tool that takes longer hangs. */
const PATIENCE = 15 * 60_000;

/** Makes a consumer's project with the archive, builds and runs it. Throws with what its tools said. */
export async function resultsOf(consumer: Consumer, archive: string): Promise<Results> {
  const folder = mkdtempSync(join(tmpdir(), `vla-${consumer.name}-`));
  try {
    writeProject(consumer, archive, folder);
    await command(folder, consumer.install ?? ['npm', 'install', '--prefer-offline', '--no-audit', '--no-fund']);
    for (const each of consumer.build ?? []) await command(folder, each);
    const { run } = consumer;
    const text = 'page' in run ? await textOfPage(join(folder, run.page)) : await command(folder, run.command);
    return parsed(text);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeProject({ name, packages, files, manifest }: Consumer, archive: string, folder: string): void {
  const dependencies = { '@vla/kernels': `file:${archive}`, ...packages };
  const own = { name, private: true, type: 'module', dependencies, ...manifest };
  for (const [path, text] of Object.entries({ ...files, 'package.json': JSON.stringify(own, null, 2) })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

async function command(folder: string, [name, ...args]: readonly string[]): Promise<string> {
  const path = [join(folder, 'node_modules/.bin'), process.env['PATH']].join(delimiter);
  const env = { ...process.env, PATH: path, CI: '1', NEXT_TELEMETRY_DISABLED: '1', ASTRO_TELEMETRY_DISABLED: '1' };
  try {
    const { stdout } = await run(name!, args, { cwd: folder, env, timeout: PATIENCE, maxBuffer: 1 << 26 });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(`${[name, ...args].join(' ')}:\n${`${stdout}${stderr}`.trim().slice(-3000) || message}`, {
      cause: error,
    });
  }
}

function parsed(text: string): Results {
  const line = text.split('\n').find((one) => one.includes(MARK));
  if (!line) throw new Error(`no results: ${text.trim().slice(0, 3000)}`);
  return JSON.parse(line.slice(line.indexOf(MARK) + MARK.length)) as Results;
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  js: 'text/javascript',
  mjs: 'text/javascript',
  css: 'text/css',
  json: 'application/json',
};

/** The text of a built page, once it has computed. */
async function textOfPage(folder: string): Promise<string> {
  const browser = await chromium.launch({ executablePath: await ensureBrowser(), args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    const said: string[] = [];
    page.on('pageerror', (error) => said.push(error.message));
    page.on('console', (message) => message.type() === 'error' && said.push(message.text()));
    await page.route('http://localhost/**', (route) => {
      const path = new URL(route.request().url()).pathname;
      const file = join(folder, path.endsWith('/') ? `${path}index.html` : path);
      if (!existsSync(file) || statSync(file).isDirectory()) return route.fulfill({ status: 404 });
      const contentType = TYPES[file.split('.').at(-1)!] ?? 'application/octet-stream';
      return route.fulfill({ body: readFileSync(file), contentType });
    });
    await page.goto('http://localhost/');
    const done = (mark: string): boolean => new RegExp(`${mark}|FAILED `).test(document.body.textContent ?? '');
    await page.waitForFunction(done, MARK, { timeout: 180_000 }).catch((error: unknown) => {
      throw new Error(`${(error as Error).message}\n${said.join('\n')}`, { cause: error });
    });
    return (await page.locator('body').innerText()) ?? '';
  } finally {
    await browser.close();
  }
}
