import { crc32, deflateSync } from 'node:zlib';
import { encode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../../../src/index.ts';
import { loadTask, pathfinderArchiveTokens, recordBatch } from '../../../src/tasks/index.ts';
import type { LoadedTask, TaskSettings } from '../../../src/tasks/index.ts';
import { bytesOf, memoryFolder } from '../../support/memoryFolder.ts';
import type { MadeFiles } from '../../support/memoryFolder.ts';

const png = (size: number, level: (pixel: number) => number): Uint8Array =>
  encode({
    width: size,
    height: size,
    channels: 1,
    depth: 8,
    data: Uint8Array.from({ length: size * size }, (_, i) => level(i)),
  });

/** Pixel i of picture n. */
const levelOf = (n: number) => (i: number) => (i * (n + 1) + n) % 256;

/** A line of metadata as the published archive has them. */
const listed = (n: number, label: string | number, folder = 'imgs/0', file = `sample_${n}.png`): string =>
  `${folder} ${file} ${n} ${label} 1.0 14 4.666666666666667 2 0.5 1 1\n`;

const LEVEL = 'curv_contour_length_14';

/** Twenty pictures in two lists. */
function archive(size = 32, level = LEVEL): Record<string, string | Uint8Array> {
  const files: Record<string, string | Uint8Array> = {};
  for (let list = 0; list < 2; list++) {
    const numbers = Array.from({ length: 10 }, (_, i) => 10 * list + i);
    files[`${level}/metadata/${list}.npy`] = numbers.map((n) => listed(n, n % 2, `imgs/${list}`)).join('');
    for (const n of numbers) files[`${level}/imgs/${list}/sample_${n}.png`] = png(size, levelOf(n));
  }
  return files;
}

const load = (files: MadeFiles, settings: TaskSettings = {}): Promise<LoadedTask> =>
  loadTask('pathfinder-archive', memoryFolder(files), { counts: 'any', ...settings });

/** Which of the made pictures the sequences of all splits are, with the answers. */
function picturesOf(task: LoadedTask): { picture: number; yes: boolean }[] {
  return (['train', 'validation', 'test'] as const).flatMap((split) => {
    const { size, length, tokens, targets } = recordBatch(task, { split, from: 0, size: 100 });
    return Array.from({ length: size }, (_, row) => {
      const start = row * length;
      const picture = tokens[start]!;
      const last = length - 1;
      expect([...tokens.subarray(start, start + last)]).toEqual(
        Array.from({ length: last }, (_, i) => levelOf(picture)(i)),
      );
      expect(tokens[start + last]).toBe(pathfinderArchiveTokens.asked);
      return { picture, yes: targets[start + last] === pathfinderArchiveTokens.yes };
    });
  });
}

const every = Array.from({ length: 20 }, (_, picture) => ({ picture, yes: picture % 2 === 1 }));
const byNumber = (a: { picture: number }, b: { picture: number }): number => a.picture - b.picture;

describe('pictures of the published archive', () => {
  test('become their levels in rows, and the question', async () => {
    const task = await load(archive());
    expect(task).toMatchObject({ name: 'pathfinder-archive', vocabulary: 259, length: 1025 });
    expect(task.records).toEqual({ train: 16, validation: 2, test: 2 });
    expect(picturesOf(task).sort(byNumber)).toEqual(every);
  });

  test('of size 128 are Path-X, and of another level others', async () => {
    const task = await load(archive(128, 'curv_baseline'), { size: 128, level: 'easy' });
    expect(task.length).toBe(16_385);
    expect(picturesOf(task).sort(byNumber)).toEqual(every);
  });

  test('may be fewer', async () => {
    const task = await load(archive(), { pictures: 10 });
    expect(task.records).toEqual({ train: 8, validation: 1, test: 1 });
    expect(new Set(picturesOf(task).map(({ picture }) => picture)).size).toBe(10);
    expect(task.settings).toMatchObject({ pictures: 10, size: 32, level: 'hard' });
    expect((await load(archive(), task.settings)).settings).toEqual(task.settings);
  });

  test('are found where several sizes lie side by side', async () => {
    const under = (folder: string, files: MadeFiles): [string, string | Uint8Array][] =>
      Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content]);
    const files = Object.fromEntries([
      ...under('lra_release/pathfinder32', archive()),
      ...under('lra_release/pathfinder64', archive(64)),
    ]);
    expect((await load(files, { size: 64 })).length).toBe(4097);
    await expect(load(files, { size: 128 })).rejects.toThrow('has the files more than once');
  });

  test('are kept once where they are listed twice, and the one empty file is left out', async () => {
    const twice = archive();
    twice[`${LEVEL}/metadata/1.npy`] += listed(4, 0);
    expect((await load(twice)).records.train).toBe(16);

    const easy = archive(32, 'curv_baseline');
    easy['curv_baseline/metadata/1.npy'] += listed(172, 1);
    easy['curv_baseline/imgs/0/sample_172.png'] = '';
    expect((await load(easy, { level: 'easy' })).records.train).toBe(16);
  });
});

const one = `${LEVEL}/imgs/0/sample_3.png`;
const list = `${LEVEL}/metadata/0.npy`;
const good = png(32, levelOf(3));

/** A picture with some bytes of its file exchanged. */
function changed(at: number, ...bytes: number[]): Uint8Array {
  const copy = good.slice();
  copy.set(bytes, at);
  return copy;
}

/** A picture that is whole but for its data, which are packed from these bytes. */
function packedFrom(data: Uint8Array): Uint8Array {
  const packed = deflateSync(data);
  const chunk = new Uint8Array(12 + packed.length);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, packed.length);
  chunk.set(bytesOf('IDAT'), 4);
  chunk.set(packed, 8);
  view.setUint32(8 + packed.length, crc32(chunk.subarray(4, 8 + packed.length)));
  return Uint8Array.from([...good.subarray(0, 33), ...chunk, ...good.subarray(-12)]);
}

test('a picture can be packed by hand', async () => {
  const rows = Uint8Array.from({ length: 32 * 33 }, (_, i) =>
    i % 33 === 0 ? 0 : levelOf(3)(32 * Math.floor(i / 33) + (i % 33) - 1),
  );
  expect(picturesOf(await load({ ...archive(), [one]: packedFrom(rows) })).sort(byNumber)).toEqual(every);
});

describe('an archive is refused', () => {
  test.each<[string, MadeFiles, string]>([
    [
      'without the folder of the level',
      { 'curv_baseline/metadata/0.npy': 'x' },
      'expected pathfinder32 as it was published, with curv_contour_length_14/metadata/0.npy',
    ],
    ['with metadata that are empty', { ...archive(), [list]: '' }, `${list}: is empty`],
    [
      'with metadata that are an array',
      { ...archive(), [list]: Uint8Array.of(0x93, ...bytesOf('NUMPY'), 1, 0) },
      `${list}: is an array of NumPy; expected text`,
    ],
    [
      'with metadata that are no text',
      { ...archive(), [list]: Uint8Array.of(0x41, 0xff) },
      `${list}: has 0xff at byte 1`,
    ],
    [
      'with a line that is cut off',
      { ...archive(), [list]: listed(0, 0) + 'imgs/0 sample_1.png 1 1 1.0' },
      `${list}: has 5 columns in line 2; expected 11`,
    ],
    [
      'with a label of two',
      { ...archive(), [list]: listed(0, 0) + listed(1, 2) },
      `${list}: has the label "2" in line 2; expected 0 or 1`,
    ],
    [
      'with two labels of one picture',
      { ...archive(), [list]: listed(3, 0) + listed(3, 1) },
      `${list}: gives imgs/0/sample_3.png the label 1 in line 2, and 0 before`,
    ],
    [
      'with a path that leads out of it',
      { ...archive(), [list]: listed(0, 1, '../..', 'secret.png') },
      `${list}: names the picture "../../secret.png": has ".." in it; expected a path within the folder, in line 1`,
    ],
    [
      'with a path from the root',
      { ...archive(), [list]: listed(0, 1, '/etc', 'passwd.png') },
      `names the picture "/etc/passwd.png": has "" in it`,
    ],
    ['with a drive in its path', { ...archive(), [list]: listed(0, 1, 'C:\\x', 'a.png') }, 'has "C:\\\\x" in it'],
    [
      'with a picture that is none',
      { ...archive(), [list]: listed(0, 1, 'imgs/0', 'run.exe') },
      'names the picture "imgs/0/run.exe" in line 1; expected a PNG',
    ],
    [
      'with a picture that is missing',
      { ...archive(), [list]: listed(77, 1) },
      `${LEVEL}/imgs/0/sample_77.png: is not in the folder, which ${list} names in line 1`,
    ],
    ['with an empty picture', { ...archive(), [one]: '' }, `${one}: is empty; expected a PNG`],
    [
      'with a picture of another kind',
      { ...archive(), [one]: 'GIF89a' },
      `${one}: has 0x47 at byte 0; expected a PNG, with 0x89 there`,
    ],
    [
      'with a signature that was read as text',
      { ...archive(), [one]: changed(4, 0x0a, 0x1a) },
      `${one}: has 0x0a at byte 4; expected a PNG, with 0x0d there`,
    ],
    [
      'with a picture that ends in its signature',
      { ...archive(), [one]: good.subarray(0, 5) },
      `${one}: ends at byte 5; expected a PNG`,
    ],
    ['with a picture without a header', { ...archive(), [one]: changed(12, 0x4a) }, `${one}: has no header at byte 8`],
    [
      'with a header of two billion pixels a side',
      { ...archive(), [one]: changed(16, 0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff) },
      `${one}: is a picture of 2147483647 × 2147483647; expected 32 × 32`,
    ],
    [
      'with a picture of another size',
      { ...archive(), [one]: png(64, () => 0) },
      `${one}: is a picture of 64 × 64; expected 32 × 32`,
    ],
    [
      'with a picture in colours',
      { ...archive(), [one]: changed(25, 2) },
      `${one}: has 8 bits and the colour type 2; expected grey levels`,
    ],
    ['with a picture that is interlaced', { ...archive(), [one]: changed(28, 1) }, `${one}: is interlaced`],
    [
      'with a picture that is cut off',
      { ...archive(), [one]: good.subarray(0, 100) },
      `${one}: has a chunk of ${good.length - 57} bytes at byte 33, and ends ${good.length - 12 - 100} bytes too early; was it cut off?`,
    ],
    [
      'with a picture without its end',
      { ...archive(), [one]: good.subarray(0, -12) },
      `${one}: ends at byte ${good.length - 12} without its last chunk`,
    ],
    [
      'with a chunk of four gigabytes',
      { ...archive(), [one]: changed(33, 0xff, 0xff, 0xff, 0xff) },
      `${one}: has a chunk of 4294967295 bytes at byte 33`,
    ],
    [
      'with a picture whose bytes were changed',
      { ...archive(), [one]: changed(60, good[60]! ^ 0x40) },
      `${one}: has picture data that can't be unpacked`,
    ],
    [
      'with a picture that is far too large',
      { ...archive(), [one]: new Uint8Array(10_000) },
      `${one}: has 10000 bytes; expected 6208 at most, of a picture of 32 × 32`,
    ],
  ])('%s', async (_, files, words) => {
    await expect(load(files)).rejects.toThrow(ArgumentError);
    await expect(load(files)).rejects.toThrow(words);
  });

  test('with fewer pictures than were published, unless fewer are wanted', async () => {
    const loading = load(archive(), { counts: 'published' });
    await expect(loading).rejects.toThrow(`${LEVEL}/metadata: has 2 files; expected 200; the setting counts "any"`);
  });

  test.each([
    [{ size: 48 }, 'size: was 48; expected one of 32, 64, 128, 256'],
    [{ level: 'harder' }, 'level: was "harder"'],
    [{ pictures: 9 }, 'pictures: was 9; expected an integer of at least 10'],
  ])('for the settings %o', async (settings, words) => {
    await expect(load(archive(), settings as TaskSettings)).rejects.toThrow(words);
  });
});
