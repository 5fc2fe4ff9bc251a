import { describe, expect, test } from 'vitest';
import {
  imageTask,
  pathfinderArchiveTask,
  retrievalTask,
  sameFilmTask,
  taskOf,
  textTask,
} from '../../../src/tasks/index.ts';
import type { Task, TaskSettings } from '../../../src/tasks/index.ts';
import { arenaPresets, arenaRun, checkRun, listOpsArena, trainingSettings } from '../../../src/training/index.ts';
import type { ArenaPreset } from '../../../src/training/index.ts';

const many = <Value>(make: (label: 0 | 1, index: number) => Value): Value[] =>
  Array.from({ length: 20 }, (_, index) => make(index % 2 === 0 ? 0 : 1, index));

const review = (label: 0 | 1, index: number) => ({ label, bytes: Uint8Array.of(65 + index, 66, label) });
const picture = (label: number) => ({ label, rgb: new Uint8Array(3072) });
const pair = (label: 0 | 1) => ({ label, first: Uint8Array.of(65), second: Uint8Array.of(66) });
const ofFilm = (label: 0 | 1, index: number) => ({ film: `film ${index >> 1}`, review: review(label, index) });
const png = (label: 0 | 1, index: number) => ({ label, png: Uint8Array.of(index), path: `${index}.png` });

/** The task of each name, from data that are made up. */
const tasks: Readonly<Record<string, (settings: TaskSettings) => Task>> = {
  listops: (settings) => taskOf('listops', settings),
  pathfinder: (settings) => taskOf('pathfinder', settings),
  text: (settings) => textTask({ train: many(review), test: many(review) } as never, settings),
  image: (settings) => imageTask({ train: many(picture), test: many(picture) } as never, settings),
  retrieval: (settings) => retrievalTask({ train: many(pair), validation: many(pair), test: many(pair) }, settings),
  'same-film': (settings) =>
    sameFilmTask(
      {
        train: Array.from({ length: 60 }, (_, i) => ofFilm(0, i)),
        test: Array.from({ length: 60 }, (_, i) => ofFilm(0, i + 60)),
      } as never,
      settings,
    ),
  'pathfinder-archive': (settings) =>
    pathfinderArchiveTask({ pictures: many(png), decode: () => new Uint8Array(4) } as never, settings),
};

const all = Object.entries(arenaPresets).flatMap(([name, presets]) =>
  Object.entries(presets).map(([size, preset]): [string, string, ArenaPreset] => [name, size, preset]),
);

test.each(all)(
  '%s, %s: the task has as many positions, and the model and the training can be used',
  (_, __, preset) => {
    const task = tasks[preset.task.name]!(preset.task.settings ?? {});
    expect(task.length).toBe(preset.tokens);
    const { classes, firstClass } = preset.model;
    if (classes) expect(task.ranges!['answers']).toEqual({ first: firstClass, size: classes });
    const { training } = arenaRun(preset, { mixer: 'vla' });
    expect(trainingSettings(training)).toMatchObject({
      batchSize: preset.batchSize,
      steps: preset.steps,
      learningRate: preset.rates[0],
    });
    expect(new Set(preset.rates).size).toBe(preset.rates.length);
    for (const { text } of Object.values(preset.sources)) expect(text.length).toBeGreaterThan(10);
  },
);

describe('presets of ListOps', () => {
  test.each(Object.entries(listOpsArena))('%s is a run', (_, preset) => {
    const { tasks, config } = checkRun(arenaRun(preset, { mixer: 'deltanet', learningRate: 2e-3, seed: 3 }));
    expect(tasks[0]!.length).toBe(preset.tokens);
    expect(config).toMatchObject({ ...preset.model, mixer: 'deltanet', seed: 3 });
  });

  test('the published one is the task without settings', () => {
    const { name, settings } = listOpsArena.full.task;
    expect(taskOf(name, settings)).toMatchObject({ settings: taskOf('listops').settings });
  });
});

test('every task has a tiny, a small and a full size, each longer than the one before', () => {
  for (const { tiny, small, full } of Object.values(arenaPresets)) {
    expect(tiny.tokens).toBeLessThan(small.tokens);
    expect(small.tokens).toBeLessThan(full.tokens);
    expect([tiny, small, full].map(({ model }) => (model.classes ?? 0) > 0)).toEqual([false, false, true]);
    expect([tiny, small, full].map(({ sources }) => sources.task.by)).toEqual(['ours', 'ours', 'published']);
  }
});
