import { chromium } from '@playwright/test';
import { chromiumHint, findBrowser } from '../setup/browser.ts';
import { asJson, fromJson, type Browser, type OpenOptions } from './browser.ts';
import { endWithin } from './processes.ts';

/** Keeps Chromium from talking to anyone but the site. */
export const QUIET = [
  '--no-sandbox',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
];
/** SwiftShader as the one adapter: what every Chromium has. */
export const SWIFTSHADER = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

/** Headless Chromium, driven by Playwright. */
export async function openChromium({ webgpu = false, downloads }: OpenOptions): Promise<Browser> {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error(chromiumHint);
  const browser = await chromium.launch({
    executablePath,
    args: [...QUIET, ...(webgpu ? SWIFTSHADER : [])],
  });
  const page = await browser.newPage({ acceptDownloads: downloads !== undefined });
  const notes: string[] = [];
  page.on('console', (message) => {
    // What did not load is named by its place alone.
    const { url } = message.location();
    if (['error', 'warning'].includes(message.type())) notes.push(url ? `${url}: ${message.text()}` : message.text());
  });
  page.on('pageerror', (error) => notes.push(error.message));
  page.on('download', (download) => void download.saveAs(`${downloads}/${download.suggestedFilename()}`));
  return {
    name: 'chromium',
    goto: async (address) => void (await page.goto(address)),
    reload: async () => void (await page.reload()),
    evaluate: async (expression) => fromJson(await page.evaluate(asJson(expression))),
    press: (key) => page.keyboard.press(key),
    type: (text) => page.keyboard.type(text),
    click: (selector) => page.click(selector),
    resize: (width, height) => page.setViewportSize({ width, height }),
    noted: () => notes.splice(0),
    close: () => endWithin(10, browser.close()),
  };
}
