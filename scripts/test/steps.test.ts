import { expect, test } from 'vitest';
import config from '../../vitest.config.mts';
import { steps } from './steps.ts';

test('every project of tests is run by a step, but the one for a graphics card', () => {
  const projects = (config.test!.projects as { readonly test: { readonly name: string } }[]).map(
    ({ test }) => test.name,
  );
  const run = steps.flatMap(({ command }) => (command.includes('vitest') ? command : []));
  const named = run.filter((_, index) => run[index - 1] === '--project');
  expect(named.sort()).toEqual(projects.filter((name) => name !== 'any').sort());
});

test('steps in browsers that run side by side have a host and a folder each', () => {
  const inBrowsers = steps.filter(({ command }) => command.includes('playwright'));
  const folders = inBrowsers.map(({ command }) => command[command.indexOf('--output') + 1]);
  expect(new Set(folders).size).toBe(inBrowsers.length);
  // Steps with a configuration of their own find a free port by themselves.
  const sideBySide = inBrowsers.filter(({ alone, command }) => !alone && !command.includes('--config'));
  expect(sideBySide.length).toBeGreaterThan(1);
  expect(new Set(sideBySide.map(({ env }) => env?.['PORT'] ?? 'none')).size).toBe(sideBySide.length);
});

test('what is done with the built site has to wait for others once, not in between', () => {
  const build = steps.findIndex(({ name }) => name === 'build');
  const alone = steps.slice(build).map((step) => step.alone === true);
  expect(alone.filter(Boolean).length).toBeGreaterThan(1);
  expect(alone.indexOf(false)).toBe(alone.filter(Boolean).length);
});
