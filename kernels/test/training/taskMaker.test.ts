import '@tensorflow/tfjs-backend-cpu';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { TrainingRun, isOfFiles, loadRunTasks, makerOf, storedTasks } from '../../src/training/index.ts';
import type { RunOptions } from '../../src/training/index.ts';
import { memoryFolder } from '../support/memoryFolder.ts';

beforeAll(() => setBackend('cpu'));

const reviews = (mark: string) =>
  memoryFolder(
    Object.fromEntries(
      ['train', 'test'].flatMap((split) =>
        Array.from({ length: 10 }, (_, i) => [
          [`${split}/pos/${i}_9.txt`, `good ${split} ${i}${mark}`],
          [`${split}/neg/${i}_2.txt`, `bad ${split} ${i}${mark}`],
        ]).flat(),
      ),
    ),
  );
const wanted = { name: 'text', settings: { bytes: 12, counts: 'any' } };
const rest: Omit<RunOptions, 'task'> = {
  model: { mixer: 'linear', modelDim: 8, layers: 1, classes: 2, firstClass: 258 },
  training: { steps: 4, batchSize: 2 },
  seed: 3,
};

test('a run of a task of files is stored, and resumed with the same files to the last bit', async () => {
  expect(isOfFiles(wanted)).toBe(true);
  const { choices, makeTask } = await loadRunTasks([wanted], reviews(''));
  expect(choices[0]!.settings).toMatchObject({ bytes: 12, data: expect.stringMatching(/^records-/) as string });
  const options = { task: choices[0]!, ...rest };
  // The settings are all of the loaded task's, and no others.
  const { settings } = choices[0]!;
  expect(() => makeTask('text', { ...settings, bytes: 13 })).toThrow('were not loaded with these settings');
  expect(() => makeTask('text', { bytes: 12 })).toThrow('were not loaded with these settings');
  const straight = new TrainingRun(options, { makeTask });
  await straight.train();
  const half = new TrainingRun(options, { makeTask });
  await half.train({ until: 2 });
  const file = await half.checkpoint();
  expect(storedTasks(file)).toEqual(choices);
  const again = await loadRunTasks(storedTasks(file), reviews(''));
  const resumed = TrainingRun.resume(file, { makeTask: again.makeTask });
  await resumed.train();
  expect(await resumed.checkpoint()).toEqual(await straight.checkpoint());
  // Other records are refused as they are loaded, and none at all as it is resumed.
  await expect(loadRunTasks(storedTasks(file), reviews('!'))).rejects.toThrow(/^data: was "records-/);
  expect(() => TrainingRun.resume(file)).toThrow('task: was "text"; expected one of');
  expect(() => TrainingRun.resume(file, { makeTask: makerOf([]) })).toThrow('whose files were not loaded');
  for (const run of [straight, half, resumed]) run.dispose();
});

test('a task that is generated needs no folder, and one of files does', async () => {
  const listed = { name: 'listops', settings: { preset: 'A' } };
  const { choices, makeTask } = await loadRunTasks([listed], null);
  expect(choices).toEqual([listed]);
  expect(makeTask('listops', { preset: 'A' })).toMatchObject({ length: 16 });
  await expect(loadRunTasks([wanted], null)).rejects.toThrow('folder: was null; the task text is made of files');
});

test('the tasks of a file that holds no run are refused', () => {
  expect(() => storedTasks(new Uint8Array(4))).toThrow();
});
