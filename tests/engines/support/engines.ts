import type { BrowserName } from '../../../scripts/browsers/browser.ts';

export interface EngineSettings {
  readonly browser: BrowserName;
  readonly webgpu: boolean;
}

/** What the site is tried in here, by the name of the step of `npm test`. Chromium, which has more tests of its own, is for comparison. */
export const engines = {
  firefox: { browser: 'firefox', webgpu: false },
  'firefox-webgpu': { browser: 'firefox', webgpu: true },
  webkit: { browser: 'webkit', webgpu: false },
  chromium: { browser: 'chromium', webgpu: true },
} as const satisfies Record<string, EngineSettings>;

export type EngineName = keyof typeof engines;
