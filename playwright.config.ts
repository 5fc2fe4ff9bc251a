import { defineConfig, type Project } from '@playwright/test';

const port = Number(process.env['PORT'] ?? 4173);

/** Keeps Chromium from talking to anyone but the site. */
const quiet = [
  '--no-sandbox',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
];
const gpu = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

const inChromium = (name: string, testMatch: RegExp, flags: string[]): Project => ({
  name,
  testMatch,
  use: {
    launchOptions: { executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium', args: [...quiet, ...flags] },
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
      /(answers|reading|access|traffic|claims|sharing|security|offline|links|places|search|touch|hosts)\.spec\.ts/,
      [],
    ),
    inChromium('webgpu', /(figures|timing|widgets|faults|training|live)\.spec\.ts/, gpu),
    inChromium('cpu', /(figures|timing)\.spec\.ts/, []),
  ],
  webServer: {
    command: `npx docusaurus serve --dir build-test --port ${port} --no-open`,
    env: { BASE_URL: '/vla/' },
    url: `http://localhost:${port}/vla/`,
    timeout: 60_000,
  },
});
