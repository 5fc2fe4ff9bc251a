import { existsSync } from 'node:fs';
import puppeteer, { type KeyInput, type Page } from 'puppeteer-core';
import { findDriver } from '../../kernels/src/runtime/nodeDrivers.ts';
import { messageOf } from '../../src/lib/messageOf.ts';
import { findFirefox, firefoxHint } from '../setup/firefox.ts';
import { asJson, fromJson, type Browser, type OpenOptions } from './browser.ts';
import { endWithin } from './processes.ts';

/** On Linux WebGPU is off unless asked for, and software drivers are on its list of those that are not to be used. */
const WEBGPU = { 'dom.webgpu.enabled': true, 'dom.webgpu.workers.enabled': true, 'gfx.webgpu.ignore-blocklist': true };

const savingIn = (folder: string): Record<string, string | number | boolean> => ({
  'browser.download.folderList': 2,
  'browser.download.dir': folder,
  'browser.download.useDownloadDir': true,
  'browser.download.always_ask_before_handling_new_types': false,
  'browser.helperApps.neverAsk.saveToDisk':
    'application/json,text/csv,image/svg+xml,image/png,application/octet-stream',
});

/** Headless Firefox, driven by WebDriver BiDi. Its WebGPU runs on lavapipe, by wgpu and Naga. */
export async function openFirefox({ webgpu = false, downloads }: OpenOptions): Promise<Browser> {
  const executablePath = findFirefox();
  if (!executablePath) throw new Error(firefoxHint);
  const { VK_DRIVER_FILES: _, ...env } = process.env;
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    // Who calls has a limit of their own.
    protocolTimeout: 0,
    timeout: 120_000,
    env: webgpu ? { ...env, VK_DRIVER_FILES: lavapipe() } : env,
    extraPrefsFirefox: {
      'layout.css.prefers-color-scheme.content-override': 1,
      ...(webgpu ? WEBGPU : { 'dom.webgpu.enabled': false }),
      ...(downloads && savingIn(downloads)),
    },
  });
  const page = await browser.newPage();
  const notes: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warn'].includes(message.type())) notes.push(message.text());
  });
  page.on('pageerror', (error) => notes.push(messageOf(error)));
  return {
    name: 'firefox',
    ...commands(page),
    noted: () => notes.splice(0),
    close: async () => {
      await endWithin(10, browser.close());
      browser.process()?.kill('SIGKILL');
    },
  };
}

function commands(page: Page): Omit<Browser, 'name' | 'noted' | 'close'> {
  const options = { waitUntil: 'load', timeout: 0 } as const;
  return {
    goto: async (address) => void (await page.goto(address, options)),
    reload: async () => void (await page.reload(options)),
    evaluate: async (expression) => fromJson(await page.evaluate(asJson(expression))),
    press: (key) => page.keyboard.press(key as KeyInput),
    type: (text) => page.keyboard.type(text),
    click: (selector) => page.click(selector),
    resize: (width, height) => page.setViewport({ width, height }),
  };
}

function lavapipe(): string {
  const manifest = findDriver('lavapipe', existsSync, process.env);
  if (!manifest) throw new Error('Firefox computes on lavapipe, and no lavapipe is installed here');
  return manifest;
}
