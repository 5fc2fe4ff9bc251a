import { readFileSync } from 'node:fs';
import '@tensorflow/tfjs-backend-cpu';
import { setBackend } from '@tensorflow/tfjs-core';
import type { RunOptions } from '@vla/kernels/training';
import { TrainingRun, checkRun } from '@vla/kernels/training';
import { describe, expect, test } from 'vitest';
import { draftOf, readFields } from '../../lib/fields.ts';
import { controls, defaults, publishedSetting, shownControls } from './controls.ts';
import type { Estimate } from './protocol.ts';
import type { SizedData } from '../../experiments/published-size/data.ts';
import { loadPublished } from './recorded/publishedRecord.ts';
import { settingOf } from './setting.ts';
import { inWords } from './Timing.tsx';
import { estimate } from './worker/estimate.ts';

function runOf(values: object): RunOptions {
  const draft = draftOf(controls, values);
  const { values: read, problems } = readFields(shownControls(draft), draft);
  expect(problems).toEqual({});
  return settingOf(read).racers[0]!;
}

test('the published setting has width 128, four heads of 32, two blocks, 64 sequences of 16 pairs and 3,000 steps', () => {
  const { config, settings, tasks } = checkRun(runOf(publishedSetting));
  expect(config).toMatchObject({ modelDim: 128, layers: 2, heads: 4, headDim: 32, convolution: 0, tiedHead: true });
  expect(config.penaltyScope).toBe('model');
  expect(settings).toMatchObject({ steps: 3000, batchSize: 64 });
  expect(tasks[0]!.settings).toMatchObject({ pairs: 16, vocabulary: 128, length: 48 });
});

describe('the record of the small setting', () => {
  const recorded = JSON.parse(readFileSync(new URL('./recorded/small.json', import.meta.url), 'utf8')) as {
    options: RunOptions;
    runs: { seed: number; losses: number[] }[];
  };

  test('is of the first click’s setting', () => {
    const own = checkRun(runOf(defaults));
    const theirs = checkRun({ ...recorded.options, seed: recorded.runs[0]!.seed });
    expect(theirs.config).toEqual(own.config);
    expect(theirs.settings).toEqual(own.settings);
    expect(theirs.tasks[0]!.settings).toEqual(own.tasks[0]!.settings);
  });

  test('is what is trained today', async () => {
    expect(await setBackend('cpu')).toBe(true);
    const { seed, losses } = recorded.runs[1]!;
    const run = new TrainingRun({ ...recorded.options, seed });
    const found: number[] = [];
    await run.train({ until: 12, onStep: ({ loss }) => found.push(loss) });
    run.dispose();
    found.forEach((loss, i) => expect(loss).toBeCloseTo(losses[i]!, 3));
  });
});

describe('the record of the published setting', () => {
  const run = { accuracy: 0.5, exactMatch: 0, steps: 3000, curve: [{ step: 60, accuracy: 0.5 }] };
  const figure: { config: object; data: SizedData } = {
    config: { steps: 3000 },
    data: {
      entrants: (['vla', 'linear'] as const).map((name) => ({
        ...{ name, learningRate: 0.001, tried: [] },
        points: [8, 16].map((size) => ({ size, runs: [run, run] })),
      })),
    },
  };

  test('has the runs with 16 pairs, once there are some', async () => {
    const { racers, steps } = (await loadPublished(() => Promise.resolve(figure)))!;
    expect(steps).toBe(3000);
    expect(racers.map(({ mixer, scores }) => [mixer, scores[0]!.step, scores[0]!.accuracy])).toEqual([
      ['vla', 60, 0.5],
      ['vla', 60, 0.5],
      ['linear', 60, 0.5],
      ['linear', 60, 0.5],
    ]);
  });

  test('is not there where nothing is recorded', async () => {
    expect(await loadPublished(null)).toBeNull();
    expect(await loadPublished(() => Promise.resolve({ ...figure, data: { entrants: [] } }))).toBeNull();
  });
});

describe('how long it would take', () => {
  test('is timed by steps of the setting itself, and leaves nothing behind', async () => {
    const values = {
      ...defaults,
      modelDim: 8,
      batchSize: 2,
      steps: 400,
      rival: 'linear',
      backend: 'cpu',
      workers: '1',
    };
    const draft = draftOf(controls, values);
    const setting = settingOf(readFields(shownControls(draft), draft).values);
    const { step, timed, whole, workers } = await estimate(setting);
    expect(workers).toBe(1);
    expect(timed).toBeGreaterThanOrEqual(2);
    expect(step).toBeGreaterThan(0);
    // Steps alone, of both models, and tests besides.
    expect(whole).toBeGreaterThan(400 * step);
  });

  test('is said with what it rests on', () => {
    const ran = { backend: 'wasm', adapter: 'CPU', software: false, note: null };
    const estimated: Estimate = { ran, workers: 2, step: 1200, timed: 3, whole: 3_700_000 };
    const setting = settingOf({ ...publishedSetting });
    expect(inWords(estimated, setting)).toMatch(
      /^At most .+ for 3000 steps, tests included: a step takes .+ on CPU, 2 workers, by 3 steps that were timed just now\. It ends sooner/,
    );
    expect(inWords({ ...estimated, step: 12.3, timed: 1 }, { ...setting, stop: false })).toMatch(
      /^About .+ a step takes 12 ms on CPU, 2 workers, by one step that was timed just now\.$/,
    );
  });
});
