import { test as base, expect } from '@playwright/test';
import type { Browser } from '../../../scripts/browsers/browser.ts';
import { openBrowser } from '../../../scripts/browsers/open.ts';
import { engines, type EngineName } from './engines.ts';
import { Reader } from './reader.ts';
import { serve } from './served.ts';

interface OfAWorker {
  /** The engine of this project. */
  readonly engine: EngineName;
  /** Folder that the engine saves downloads in. */
  readonly downloads: string;
  readonly program: Browser;
  readonly reader: Reader;
}

/**
 * One engine is started for all tests of its project, and again after a test that failed, so that one that hangs costs one
 * test. A page that complains, in whatever test, fails it.
 */
export const test = base.extend<{ readonly quiet: undefined }, OfAWorker>({
  engine: ['firefox', { scope: 'worker', option: true }],
  downloads: [
    async ({ engine }, use, { project }) => {
      await use(`${project.outputDir}/downloads-${engine}`);
    },
    { scope: 'worker' },
  ],
  program: [
    async ({ engine, downloads }, use) => {
      const { browser, webgpu } = engines[engine];
      const program = await openBrowser(browser, { webgpu, downloads });
      await program.resize(1280, 900);
      await use(program);
      await program.close();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  reader: [
    async ({ program }, use) => {
      const site = await serve();
      await use(new Reader(program, site));
      await site.close();
    },
    { scope: 'worker' },
  ],
  quiet: [
    async ({ reader }, use) => {
      await use(undefined);
      expect((await reader.complaints()).filter(isFault)).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/**
 * What engines write down that is no fault. Firefox: a font that was on its way when its page was left is aborted (0x804b0002); one that
 * is missing has another status. Chromium: the service worker is not there, where a site is served without it.
 */
const harmless = [
  /^downloadable font: download failed .*status=2152398850\b/,
  /^http:\/\/localhost:\d+\/vla\/sw\.js: Failed to load resource: the server responded with a status of 404/,
  /A bad HTTP response code \(404\) was received when fetching the script\.$/,
];
const isFault = (complaint: string): boolean => !harmless.some((known) => known.test(complaint));
