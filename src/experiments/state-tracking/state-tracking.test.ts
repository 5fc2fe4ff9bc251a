import { openSession } from '@vla/kernels';
import { batchAt, taskOf } from '@vla/kernels/tasks';
import { TrainingRun } from '@vla/kernels/training';
import { describe, expect, test } from 'vitest';
import { answersTo } from '../../lib/training/answers.ts';
import { compute } from './compute.ts';
import type { TrackedRun, TrackingData } from './data.ts';
import { definition } from './definition.ts';
import { quantitiesOf } from './quantities.ts';
import type { TrackingConfig } from './setting.ts';
import {
  askedLength,
  entrantNames,
  entrants,
  longestTrained,
  rates,
  taskNames,
  tasks,
  trainedLengths,
} from './setting.ts';
import { accuracyIn, beyond, drawn, far, within } from './shown.ts';
import type { TrackedPart } from './train.ts';
import { trainTracked } from './train.ts';

const run = (share: number, more: Partial<TrackedRun> = {}): TrackedRun => ({
  ...{ steps: 20, curve: [{ step: 20, within: share, beyond: share }], sequences: 10 },
  right: new Array<number>(askedLength).fill(10 * share),
  ...more,
});

/** Computes with models that are not trained, but did as a test says. */
async function computeWith(config: Partial<TrackingConfig>, runOf: (part: TrackedPart) => TrackedRun) {
  const asked: TrackedPart[] = [];
  const data = await compute({
    ...{ config: { ...definition.config, ...config }, seed: 1, runtime: await openSession({ backend: 'cpu' }) },
    signal: new AbortController().signal,
    onProgress: ({ fraction }) => expect(fraction).toBeLessThanOrEqual(1 + 1e-9),
    kept: {
      read(part) {
        asked.push(part as TrackedPart);
        return runOf(part as TrackedPart);
      },
      write: () => expect.unreachable('nothing is trained'),
    },
  });
  return { data, asked };
}

describe('the contest', () => {
  test('trains every mixer on every task, parity first, with a rate that a seed and a stream of their own chose', async () => {
    const bestRate = rates[2];
    const { data, asked } = await computeWith({}, ({ options }) =>
      run(options.training.learningRate === bestRate ? 0.7 : 0.5),
    );
    expect(data.tasks.map(({ task }) => task)).toEqual(taskNames);
    expect(data.tasks[0].task).toBe('parity');
    const perEntrant = rates.length + 3;
    expect(asked).toHaveLength(taskNames.length * entrantNames.length * perEntrant);
    asked.forEach(({ options, test: tested, look }, i) => {
      const chooses = i % perEntrant < rates.length;
      expect(options.seed).toBe(chooses ? 1001 : 1 + (i % perEntrant) - rates.length);
      expect(tested).toMatchObject(chooses ? { split: 'validation', seed: 1001 } : { split: 'test', seed: 1 });
      expect(look).toMatchObject({ split: 'validation', seed: options.seed });
      expect(options.training.learningRate).toBe(chooses ? rates[i % perEntrant] : bestRate);
      expect([options.task, ...options.otherTasks!].map(({ settings }) => settings!['length'])).toEqual(trainedLengths);
      expect(Math.max(...trainedLengths)).toBe(longestTrained);
    });
    for (const { entrants: list } of data.tasks)
      for (const { learningRate, runs } of list) expect([learningRate, runs.length]).toEqual([bestRate, 3]);
  });

  test('differs between the two DeltaNets in the limit of the write strength alone', async () => {
    const { asked } = await computeWith({ tasks: 'parity', seeds: 1, learningRate: '0.004' }, () => run(0.5));
    const [narrow, wide] = ['deltanet', 'deltanetWide'].map((name) => asked[entrantNames.indexOf(name as 'deltanet')]);
    expect(narrow.options.model).toMatchObject({ mixer: 'deltanet', strengthLimit: 1 });
    expect(wide).toEqual({
      ...narrow,
      options: { ...narrow.options, model: { ...narrow.options.model, strengthLimit: 2 } },
    });
  });

  test('a run that diverged is never chosen', async () => {
    const { data } = await computeWith({ tasks: 'parity', mixer: 'vla' }, ({ options }) =>
      run(options.training.learningRate === rates[3] ? 1 : 0.6, {
        ...(options.training.learningRate === rates[3] && { diverged: true }),
      }),
    );
    expect(data.tasks[0].entrants[0].learningRate).toBe(rates[0]);
  });
});

describe('a trained model', () => {
  /** Small enough for a test. */
  const part = (more: object = {}): TrackedPart => ({
    options: {
      ...{ task: { name: 'parity', settings: { length: 4 } }, seed: 2 },
      model: { modelDim: 8, layers: 1, heads: 1, feedForwardDim: 8, positions: 'none', ...entrants.deltanetWide.model },
      training: { steps: 6, batchSize: 4, learningRate: 0.01 },
    },
    asked: { name: 'parity', settings: { length: 10 } },
    longestTrained: 4,
    look: { split: 'validation', seed: 2, sequences: 16, every: 2, solvedAccuracy: 0.999 },
    test: { split: 'test', seed: 1, sequences: 32 },
    ...more,
  });
  const around = { signal: new AbortController().signal, onProgress: () => undefined };

  test('is looked at along the way, and marked token by token', async () => {
    const { steps, curve, right, solved } = await trainTracked(part(), around);
    expect({ steps, solved, looks: curve.map(({ step }) => step) }).toEqual({
      steps: 6,
      solved: undefined,
      looks: [2, 4, 6],
    });
    expect(right).toHaveLength(10);
    const again = new TrainingRun(part().options);
    await again.train();
    const task = taskOf('parity', { length: 10 });
    const asked = { model: again.model, task, split: 'test' as const, seed: 1, batches: 2, batchSize: 16 };
    const answers = await answersTo({ ...asked, signal: around.signal });
    const tokens = [0, 1].flatMap((index) => [...batchAt({ task, split: 'test', seed: 1, size: 16, index }).tokens]);
    for (const at of [0, 3, 9]) {
      const rows = Array.from({ length: 32 }, (_, row) => tokens.slice(10 * row, 10 * row + at + 1));
      const isRight = rows.filter((row, i) => row.filter((bit) => bit === 1).length % 2 === answers[10 * i + at]);
      expect(right[at]).toBe(isRight.length);
    }
    again.dispose();
  });

  test('ends early after two looks in a row without a mistake', async () => {
    const look = { ...part().look, solvedAccuracy: 0 };
    const { steps, solved } = await trainTracked(part({ look }), around);
    expect({ steps, solved }).toEqual({ steps: 4, solved: true });
  });
});

test.each(taskNames)('%s: guessing has the share that is drawn, beyond the first tokens', (name) => {
  const { task, answers } = tasks[name];
  const made = taskOf(task.name, { ...task.settings, length: 60 });
  expect(made.vocabulary).toBe(answers);
  const counts = new Array<number>(answers).fill(0);
  for (let index = 0; index < 40; index++) {
    const { targets } = batchAt({ task: made, split: 'test', seed: 1, index, size: 32 });
    targets.forEach((target, place) => place % 60 >= 30 && counts[target]++);
  }
  const all = counts.reduce((sum, count) => sum + count, 0);
  for (const count of counts) expect(count / all).toBeCloseTo(1 / answers, 1);
  expect(Math.max(...counts) / all).toBeLessThan(1.6 / answers);
});

test('the drawn points cover every token once, and none lies on both sides of the trained length', () => {
  expect(drawn.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i))).toEqual(
    Array.from({ length: askedLength }, (_, i) => i + 1),
  );
  expect(drawn.some(({ to }) => to === longestTrained)).toBe(true);
});

test('the numbers of a stretch are of its tokens', () => {
  const right = Array.from({ length: askedLength }, (_, i) => (i < 40 ? 8 : i < 192 ? 6 : 4));
  const one = run(0, { right });
  expect([within, beyond, far].map((stretch) => accuracyIn(one, stretch))).toEqual(
    [0.8, (152 * 0.6 + 64 * 0.4) / 216, 0.4].map((value) => expect.closeTo(value, 12) as number),
  );
  const data: TrackingData = {
    tasks: [{ task: 'parity', entrants: [{ entrant: 'vla', learningRate: 0.004, tried: [], runs: [one, run(0.6)] }] }],
  };
  const numbers = Object.fromEntries(quantitiesOf(data).map(({ name, value }) => [name, value]));
  expect(numbers['vlaParityFar']).toBeCloseTo(0.5, 12);
  expect(numbers['vlaParityWithin']).toBeCloseTo(0.7, 12);
  expect(numbers['vlaParitySolved']).toBe(0);
});
