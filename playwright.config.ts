import { defineConfig, type Project } from '@playwright/test';
import { QUIET, SWIFTSHADER } from './scripts/browsers/chromium.ts';

const port = Number(process.env['PORT'] ?? 4173);

const inChromium = (name: string, testMatch: RegExp, flags: readonly string[]): Project => ({
  name,
  testMatch,
  use: {
    launchOptions: { executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium', args: [...QUIET, ...flags] },
  },
});

/** The built site (`BASE_URL=/vla/ npx docusaurus build --out-dir build-test`) in Chromium with and without WebGPU. */
export default defineConfig({
  testDir: 'tests',
  forbidOnly: true,
  // A browser on a busy machine does fail of itself; what passes only at its second try is named at the end.
  retries: 1,
  workers: 1,
  fullyParallel: true,
  // What is waited for comes late on a busy machine; a test of how soon says so itself.
  timeout: 300_000,
  expect: { timeout: 30_000 },
  reporter: 'list',
  // A service worker would answer requests before the tests see them; the tests of it allow it.
  use: { baseURL: `http://localhost:${port}/vla/`, serviceWorkers: 'block' },
  projects: [
    inChromium(
      'pages',
      /(answers|reading|access|traffic|claims|sharing|security|offline|links|places|search|touch|hosts|processor)\.spec\.ts/,
      [],
    ),
    inChromium('webgpu', /(figures|timing|widgets|faults|training|live|arenaDevice)\.spec\.ts/, SWIFTSHADER),
    inChromium('cpu', /(figures|timing|arena)\.spec\.ts/, []),
  ],
  webServer: {
    command: `npx docusaurus serve --dir build-test --port ${port} --no-open`,
    env: { BASE_URL: '/vla/' },
    url: `http://localhost:${port}/vla/`,
    timeout: 60_000,
  },
});
