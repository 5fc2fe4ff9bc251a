import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../../../src/index.ts';
import { greyOf, imageTokens, loadTask, pictureNames, recordBatch } from '../../../src/tasks/index.ts';
import type { LoadedTask, TaskSettings } from '../../../src/tasks/index.ts';
import { bytesOf, memoryFolder } from '../../support/memoryFolder.ts';
import type { MadeFiles } from '../../support/memoryFolder.ts';

const RECORD = 3073;

/** A record whose red, green and blue at pixel i are given. */
function record(label: number, colour: (pixel: number) => readonly [number, number, number]): Uint8Array {
  const bytes = new Uint8Array(RECORD);
  bytes[0] = label;
  for (let i = 0; i < 1024; i++) colour(i).forEach((value, channel) => (bytes[1 + 1024 * channel + i] = value));
  return bytes;
}

const grey = (label: number, level: (pixel: number) => number): Uint8Array =>
  record(label, (i) => [level(i), level(i), level(i)]);

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** Twenty pictures to learn from, in two files, and four to test with; picture i is one level all over. */
const made = {
  'data_batch_1.bin': joined(...Array.from({ length: 12 }, (_, i) => grey(i % 10, () => 10 * i))),
  'data_batch_2.bin': joined(...Array.from({ length: 8 }, (_, i) => grey(i % 10, () => 120 + 10 * i))),
  'test_batch.bin': joined(...Array.from({ length: 4 }, (_, i) => grey(9 - i, (pixel) => (pixel + i) % 256))),
  'batches.meta.txt': pictureNames.join('\n'),
};

const load = (files: MadeFiles, settings: TaskSettings = {}): Promise<LoadedTask> =>
  loadTask('image', memoryFolder(files), { counts: 'any', ...settings });

describe('pictures in the published layout', () => {
  test('become their grey levels in rows, and the question', async () => {
    const task = await load(made, { grey: 'pillow' });
    expect(task).toMatchObject({ name: 'image', vocabulary: 267, length: 1025 });
    expect(task.records).toEqual({ train: 18, validation: 2, test: 4 });
    const { tokens, targets, mask } = recordBatch(task, { split: 'test', from: 2, size: 1 });
    expect([...tokens]).toEqual([...Array.from({ length: 1024 }, (_, i) => (i + 2) % 256), imageTokens.asked]);
    expect([...mask]).toEqual([...Array.from({ length: 1024 }, () => 0), 1]);
    expect(targets[1024]).toBe(257 + 7);
  });

  test('are each in one split', async () => {
    const task = await load(made, { size: 1, grey: 'pillow' });
    const levels = (['train', 'validation'] as const).flatMap((split) => {
      const { size, tokens } = recordBatch(task, { split, from: 0, size: 100 });
      return Array.from({ length: size }, (_, row) => tokens[2 * row]!);
    });
    expect(levels.sort((a, b) => a - b)).toEqual(
      [...Array.from({ length: 12 }, (_, i) => 10 * i), ...Array.from({ length: 8 }, (_, i) => 120 + 10 * i)].sort(
        (a, b) => a - b,
      ),
    );
  });

  test('are made smaller by the means of squares', async () => {
    const quarters = grey(3, (i) => (i % 32 < 16 ? 0 : 100) + (i < 512 ? 0 : 50) + (i % 2));
    const task = await load({ ...made, 'test_batch.bin': quarters }, { size: 2, grey: 'pillow' });
    const { tokens, length } = recordBatch(task, { split: 'test', from: 0, size: 1 });
    expect(length).toBe(5);
    // The mean of an even and an odd level is between them, and rounded up.
    expect([...tokens]).toEqual([1, 101, 51, 151, imageTokens.asked]);
  });

  test('are grey of their own red, green and blue', async () => {
    const picture = record(0, (i) => [i % 7, (3 * i) % 256, (5 * i + 1) % 256]);
    const task = await load({ ...made, 'test_batch.bin': picture }, { grey: 'pillow' });
    const { tokens } = recordBatch(task, { split: 'test', from: 0, size: 1 });
    const levels = Array.from({ length: 1024 }, (_, i) => greyOf.pillow(i % 7, (3 * i) % 256, (5 * i + 1) % 256));
    expect([...tokens.subarray(0, 1024)]).toEqual(levels);
  });

  test('keep rows and columns apart', async () => {
    const picture = grey(0, (i) => Math.floor(i / 32));
    const task = await load({ ...made, 'test_batch.bin': picture }, { preset: 'small', grey: 'pillow' });
    const { tokens } = recordBatch(task, { split: 'test', from: 0, size: 1 });
    expect([...tokens.subarray(0, 34)]).toEqual([
      ...Array.from({ length: 16 }, () => 1),
      ...Array.from({ length: 16 }, () => 3),
      5,
      5,
    ]);
  });
});

describe('grey', () => {
  test.each([
    // By hand: 0.2989 · 255 · 255.5/255 = 76.37; 0.299 · 255 = 76.25.
    [[255, 0, 0], 76, 76],
    // 149.98 and 149.69.
    [[0, 255, 0], 149, 150],
    // 29.13 and 29.07.
    [[0, 0, 255], 29, 29],
    [[255, 255, 255], 255, 255],
    [[0, 0, 0], 0, 0],
    // 0.2989 · 10 + 0.587 · 200 + 0.114 · 30 = 123.809, times 255.5/255 = 124.05; and 123.81.
    [[10, 200, 30], 124, 124],
    // 0.2989 + 1.174 + 0.342 = 1.8149, times 255.5/255 = 1.818; and 1.815.
    [[1, 2, 3], 1, 2],
  ] as const)('of %o is %i as TensorFlow has it and %i as Pillow has it', ([red, green, blue], tensorflow, pillow) => {
    expect(greyOf.tensorflow(red, green, blue)).toBe(tensorflow);
    expect(greyOf.pillow(red, green, blue)).toBe(pillow);
  });

  test('stays a byte', () => {
    for (const level of Object.values(greyOf))
      for (let i = 0; i < 256; i++) {
        expect(level(i, i, i)).toBeGreaterThanOrEqual(i - 1);
        expect(level(i, i, i)).toBeLessThanOrEqual(i);
      }
  });
});

describe('a folder of pictures is refused', () => {
  const huge = {
    list: () =>
      Promise.resolve([
        { path: 'data_batch_1.bin', size: 2 ** 40 },
        { path: 'test_batch.bin', size: RECORD },
      ]),
  };
  test.each<[string, MadeFiles, string]>([
    [
      'without files',
      { 'notes.txt': 'x' },
      'folder: "made" has 1 other file, such as notes.txt; expected the binary version of CIFAR-10',
    ],
    [
      'of the version for Python',
      { data_batch_1: 'x', test_batch: 'x' },
      'such as data_batch_1, test_batch; expected the binary version',
    ],
    ['without the test', { 'data_batch_1.bin': made['data_batch_1.bin'] }, 'test_batch.bin: is not in the folder'],
    [
      'without what is learned from',
      { 'test_batch.bin': made['test_batch.bin'] },
      'data_batch_1.bin: is not in the folder',
    ],
    [
      'with an empty file',
      { ...made, 'data_batch_2.bin': '' },
      'data_batch_2.bin: has 0 bytes; expected whole records',
    ],
    [
      'with a record cut off',
      { ...made, 'data_batch_2.bin': made['data_batch_2.bin'].subarray(0, 5000) },
      'data_batch_2.bin: has 5000 bytes; expected whole records, 10000 at most, of 3073',
    ],
    [
      'with an eleventh label',
      {
        ...made,
        'data_batch_2.bin': joined(
          grey(3, () => 0),
          grey(10, () => 0),
        ),
      },
      'data_batch_2.bin: has the label 10 at byte 3073, in record 1; expected 0 to 9',
    ],
    [
      'of something else',
      { ...made, 'test_batch.bin': bytesOf('P'.repeat(RECORD)) },
      'test_batch.bin: has the label 80 at byte 0, in record 0',
    ],
  ])('%s', async (_, files, words) => {
    await expect(load(files)).rejects.toThrow(ArgumentError);
    await expect(load(files)).rejects.toThrow(words);
  });

  test('with fewer records than were published, unless fewer are wanted', async () => {
    const loading = load(made, { counts: 'published' });
    await expect(loading).rejects.toThrow(
      'data_batch_1.bin: has 36876 bytes; expected 30730000, which are 10000 records of 3073',
    );
  });

  test('with a file of a terabyte, which is not read', async () => {
    const folder = { ...memoryFolder(made), ...huge };
    await expect(loadTask('image', folder, { counts: 'any' })).rejects.toThrow('has 1099511627776 bytes');
  });

  test.each([
    [{ size: 12 }, 'size: was 12; expected a divisor of 32'],
    [{ size: 64 }, 'size: was 64; expected an integer of at least 1 and at most 32'],
    [{ grey: 'luma' }, 'grey: was "luma"'],
    [{ counts: 'some' }, 'counts: was "some"'],
    [{ splitSeed: -1 }, 'splitSeed: was -1'],
    [{ colour: 1 }, 'image.colour: is not known'],
  ])('for the settings %o', async (settings, words) => {
    await expect(load(made, settings as TaskSettings)).rejects.toThrow(words);
  });
});
