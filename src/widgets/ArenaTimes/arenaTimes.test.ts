import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { arenaPresets, checkRun, type ArenaTask } from '@vla/kernels/training';
import { describe, expect, test } from 'vitest';
import { notRun } from '../../lib/arena/notRun.ts';
import { timeSteps } from './measure.ts';
import { hoursOf, mixers, optionsOf, timedSequences } from './setting.ts';
import { longTime } from './TimesTable.tsx';

/** Its data set is a stand-in that nobody published. */
const standIns: readonly ArenaTask[] = ['same-film'];
const tasks = (Object.keys(arenaPresets) as ArenaTask[]).filter((task) => !standIns.includes(task));

test('of every task the published size is on the list of what was not run', () => {
  for (const task of tasks) expect(notRun.map(({ preset }) => preset)).toContain(arenaPresets[task].full);
});

test('the page with what was not run names each with what the machine of the record would take', () => {
  const page = readFileSync(
    fileURLToPath(new URL('../../../docs/experiments/lra-overall.mdx', import.meta.url)),
    'utf8',
  );
  for (const { key } of notRun) expect(page).toContain(`<Value of="lra-overall.${key}Vla" />`);
});

describe.each(notRun)('$label', ({ preset }) => {
  test.each(mixers)('is timed with %s at its length, in as many sequences as a device holds', (mixer) => {
    const {
      tasks: [task],
      config,
      settings,
    } = checkRun(optionsOf(preset, mixer));
    expect(task!.length).toBe(preset.tokens);
    const { modelDim, layers, heads, feedForwardDim, recompute = 'nothing' } = preset.model;
    expect(config).toMatchObject({ mixer, modelDim, layers, heads, feedForwardDim, recompute });
    expect(settings.batchSize).toBe(timedSequences(preset));
    expect(settings.batchSize).toBeLessThanOrEqual(preset.batchSize);
  });
});

test('hours are those of all updates with whole batches', () => {
  const preset = { ...arenaPresets.image.full, batchSize: 256, steps: 1000, tokens: 1024 };
  expect(timedSequences(preset)).toBe(8);
  // 32 of what was timed for each of 1,000 updates.
  expect(hoursOf(preset, 900)).toBeCloseTo(8, 12);
});

test('times are said in their unit', () => {
  expect([0.25, 7.7, 48, 1114].map(longTime)).toEqual(['15 min', '7.7 h', '2 days', '46 days']);
});

test('steps are timed on the processor, and where is said', async () => {
  const { milliseconds, ran } = await timeSteps({ kind: 'time', key: 'rungB', mixer: 'linear', backend: 'cpu' });
  expect(milliseconds).toBeGreaterThan(0);
  expect(ran).toMatchObject({ backend: 'wasm', software: false });
});
