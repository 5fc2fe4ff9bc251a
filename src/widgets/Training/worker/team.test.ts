import '@tensorflow/tfjs-backend-cpu';
import { setBackend } from '@tensorflow/tfjs-core';
import type { OpenLine, RunOptions } from '@vla/kernels/training';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { openTeam } from './team.ts';

const large: RunOptions = {
  task: { name: 'mqar', settings: { pairs: 4, length: 48, vocabulary: 64, distractors: 'noise' } },
  model: { modelDim: 128, layers: 2, heads: 2 },
  training: { steps: 1000, batchSize: 64 },
};
const small: RunOptions = { ...large, model: { modelDim: 8, layers: 1, heads: 1 } };
const setting = (racers: readonly RunOptions[], workers: 'auto' | number = 'auto') => ({
  ...{ racers, workers, stop: true },
  backend: 'cpu' as const,
});

/** Workers that start at once. */
const starting: OpenLine = ({ onMessage }) => {
  queueMicrotask(() => onMessage({ type: 'ready', backend: 'cpu' }));
  return { post: () => undefined, end: () => undefined };
};
const refused: OpenLine = () => {
  throw new Error('no worker may make another');
};

beforeAll(() => setBackend('cpu'));
afterEach(() => vi.unstubAllGlobals());

test('as many as there are cores, where a racer has enough to do for them', async () => {
  vi.stubGlobal('navigator', { hardwareConcurrency: 4 });
  expect((await openTeam(setting([large]), starting)).team.workers).toBe(4);
  expect((await openTeam(setting([small, large]), starting)).team.workers).toBe(4);
  expect((await openTeam(setting([small]), refused)).team.workers).toBe(1);
  expect((await openTeam(setting([small], 2), starting)).team.workers).toBe(2);
});

test('one where the browser does not say how many cores there are', async () => {
  vi.stubGlobal('navigator', {});
  expect((await openTeam(setting([large]), refused)).team.workers).toBe(1);
});

test('one, with the reason, where there can be no others; an error where they were asked for', async () => {
  vi.stubGlobal('navigator', { hardwareConcurrency: 4 });
  const { team, note } = await openTeam(setting([large]), refused);
  expect(team.workers).toBe(1);
  expect(note).toBe('It trains with one worker: no worker may make another.');
  await expect(openTeam(setting([large], 2), refused)).rejects.toThrow('no worker may make another');
});
