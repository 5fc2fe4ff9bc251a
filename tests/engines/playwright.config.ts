import { defineConfig } from '@playwright/test';
import { engines, type EngineName } from './support/engines.ts';

/**
 * The built site in other engines than Chromium, each in one browser that all its tests share. Playwright only runs the
 * tests: its own drivers know no Firefox and no WebKit but its makers' own builds.
 */
export default defineConfig<object, { engine: EngineName }>({
  testDir: '.',
  testMatch: '*.engine.ts',
  forbidOnly: true,
  // As in the tests in Chromium: what passes only at its second try is named at the end.
  retries: 1,
  workers: 1,
  fullyParallel: true,
  // A driver in software compiles the shaders of a first run for minutes on a busy machine.
  timeout: 600_000,
  reporter: 'list',
  projects: (Object.keys(engines) as EngineName[]).map((engine) => ({
    name: engine,
    // Emptied at the start of a run, and two engines may run side by side.
    outputDir: `../../test-results/${engine}`,
    use: { engine },
  })),
});
