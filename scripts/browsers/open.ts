import type { Browser, BrowserName, OpenOptions } from './browser.ts';
import { openChromium } from './chromium.ts';
import { openFirefox } from './firefox.ts';
import { limited } from './limit.ts';
import { openWebKit } from './webkit.ts';

const openers: Readonly<Record<BrowserName, (options: OpenOptions) => Promise<Browser>>> = {
  chromium: openChromium,
  firefox: openFirefox,
  webkit: openWebKit,
};

/** Starts a browser, without a window, that ends with this process at the latest. */
export const openBrowser = async (name: BrowserName, options: OpenOptions = {}): Promise<Browser> =>
  limited(await openers[name](options));
