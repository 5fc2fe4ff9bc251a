import { messageOf } from '../../src/lib/messageOf.ts';
import { ensureBrowser } from './browser.ts';
import { ensureDriver } from './drivers.ts';
import { ensureFirefox } from './firefox.ts';
import { ensureWebKit } from './webkit.ts';

/** What a step may need that npm does not install. */
export type Need = keyof typeof installers;

/** Each finds or installs one of them, and answers how programs that the step starts find it; or throws with instructions. */
const installers = {
  chromium: async () => ({ CHROMIUM_PATH: await ensureBrowser() }),
  lavapipe: async () => ({ VLA_LAVAPIPE: await ensureDriver('lavapipe') }),
  swiftshader: async () => {
    // It comes with Chromium.
    await ensureBrowser();
    return { VLA_SWIFTSHADER: await ensureDriver('swiftshader') };
  },
  firefox: async () => ({ FIREFOX_PATH: await ensureFirefox() }),
  webkit: async () => {
    const { driver, browser } = await ensureWebKit();
    return { WEBKIT_DRIVER_PATH: driver, MINIBROWSER_PATH: browser };
  },
} satisfies Record<string, () => Promise<Record<string, string>>>;

/** Where each need is found, or why it is missing. */
export interface Found {
  readonly env: Readonly<Record<string, string>>;
  readonly missing: ReadonlyMap<Need, string>;
}

/** Finds or installs what steps need, one after the other: installing has one user at a time. */
export async function find(
  needs: Iterable<Need>,
  install: Readonly<Record<Need, () => Promise<object>>> = installers,
): Promise<Found> {
  const env: Record<string, string> = {};
  const missing = new Map<Need, string>();
  for (const need of new Set(needs)) {
    try {
      Object.assign(env, await install[need]());
    } catch (error) {
      missing.set(need, messageOf(error));
    }
  }
  return { env, missing };
}
