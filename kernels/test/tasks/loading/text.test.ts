import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../../../src/index.ts';
import { batchAt, firstWithSameBytes, loadTask, recordBatch, textTokens } from '../../../src/tasks/index.ts';
import type { Batch, LoadedTask, Split, TaskSettings } from '../../../src/tasks/index.ts';
import { memoryFolder } from '../../support/memoryFolder.ts';
import type { MadeFiles } from '../../support/memoryFolder.ts';

/** Reviews in the published layout: `count` in each of the four folders. */
function madeReviews(count: number): Record<string, string | Uint8Array> {
  const files: Record<string, string> = {};
  for (let i = 0; i < count; i++) {
    for (const split of ['train', 'test']) {
      files[`${split}/pos/${i}_${7 + (i % 4)}.txt`] = `A good film, ${split} ${i}.<br />Überall gelobt.`;
      files[`${split}/neg/${i}_${1 + (i % 4)}.txt`] = `A bad film, ${split} ${i}.`;
    }
  }
  return files;
}

const load = (files: MadeFiles, settings: TaskSettings = {}): Promise<LoadedTask> =>
  loadTask('text', memoryFolder(files), { counts: 'any', ...settings });

/** All texts of a split that a task reads, with the label that it asks for. */
const textsOf = (task: LoadedTask, split: Split): string[] =>
  textsIn(recordBatch(task, { split, from: 0, size: task.records[split] }));

function textsIn({ size, length, tokens, targets, mask }: Batch): string[] {
  return Array.from({ length: size }, (_, row) => {
    const start = row * length;
    const asked = mask.subarray(start, start + length).indexOf(1);
    expect(tokens[start + asked]).toBe(textTokens.asked);
    const bytes = Uint8Array.from(tokens.subarray(start, start + asked), (token) => token - textTokens.firstByte);
    expect(tokens.subarray(start + asked + 1, start + length).every((token) => token === textTokens.padding)).toBe(
      true,
    );
    return `${targets[start + asked] === textTokens.yes ? '+' : '-'} ${new TextDecoder().decode(bytes)}`;
  });
}

describe('reviews in the published layout', () => {
  test('become sequences of their bytes, each with its label', async () => {
    const task = await load(madeReviews(10));
    expect(task).toMatchObject({ name: 'text', vocabulary: 260, length: 1001 });
    expect(task.records).toEqual({ train: 18, validation: 2, test: 20 });
    const test = textsOf(task, 'test');
    expect(test.filter((text) => text.startsWith('+'))).toHaveLength(10);
    expect(test).toContain('+ A good film, test 7.<br />Überall gelobt.');
    expect(test).toContain('- A bad film, test 3.');
    const learned = [...textsOf(task, 'train'), ...textsOf(task, 'validation')];
    expect(new Set(learned).size).toBe(20);
    expect(learned.every((text) => text.includes('train'))).toBe(true);
  });

  test('are cut off after as many bytes as are read, and asked there', async () => {
    const task = await load(madeReviews(10), { bytes: 6 });
    const { length, tokens } = recordBatch(task, { split: 'test', from: 0, size: 1 });
    expect(length).toBe(7);
    expect([...tokens]).toEqual([...new TextEncoder().encode('A bad ')].map((byte) => byte + 1).concat(257));
  });

  test('are drawn by seed from their own split', async () => {
    const task = await load(madeReviews(10));
    for (const split of ['train', 'validation', 'test'] as const) {
      const request = { task, split, seed: 3, index: 0, size: 60 } as const;
      const batch = batchAt(request);
      expect(batchAt(request)).toEqual(batch);
      const all = new Set(textsOf(task, split));
      const drawn = new Set(textsIn(batch));
      expect([...drawn].every((text) => all.has(text))).toBe(true);
      expect(drawn.size).toBeGreaterThan(all.size / 2);
    }
  });

  test('as published, test and validation are one', async () => {
    const task = await load(madeReviews(5), { splits: 'published' });
    expect(task.records).toEqual({ train: 10, validation: 10, test: 10 });
    expect(textsOf(task, 'validation')).toEqual(textsOf(task, 'test'));
  });

  test('with the same bytes never lie on both sides of a split', async () => {
    const files = madeReviews(40);
    // Every positive review is there twice.
    for (let i = 0; i < 40; i += 2)
      files[`train/pos/${i}_${7 + (i % 4)}.txt`] = files[`train/pos/${i + 1}_${7 + ((i + 1) % 4)}.txt`]!;
    for (let splitSeed = 0; splitSeed < 20; splitSeed++) {
      const task = await load(files, { splitSeed });
      const learned = new Set(textsOf(task, 'train'));
      const held = textsOf(task, 'validation');
      expect(held).toHaveLength(8);
      expect(held.filter((text) => learned.has(text))).toEqual([]);
    }
  });

  test('are found in a folder within the one that was picked, without what else lies there', async () => {
    const inside = Object.entries(madeReviews(5)).map(([path, text]) => [`downloads/aclImdb/${path}`, text]);
    const more = {
      'downloads/aclImdb/README': 'x',
      'downloads/aclImdb/train/unsup/0_0.txt': '',
      'downloads/aclImdb/test/pos/.DS_Store': '\0',
    };
    const task = await load({ ...Object.fromEntries(inside), ...more });
    expect(textsOf(task, 'test')).toEqual(textsOf(await load(madeReviews(5)), 'test'));
  });

  test('are the same task again by its settings, and another by other files', async () => {
    const { settings } = await load(madeReviews(5), { preset: 'tiny' });
    expect(settings).toMatchObject({ bytes: 256, splits: 'own', splitSeed: 0, counts: 'any' });
    expect((await load(madeReviews(5), settings)).settings).toEqual(settings);
    const changed = { ...madeReviews(5), 'train/neg/3_4.txt': 'Another text.' };
    await expect(load(changed, settings)).rejects.toThrow(/^data: was "records-[0-9a-f]{16}"; the files have records-/);
    await expect(load(madeReviews(5), { ...settings, splitSeed: 1 })).rejects.toThrow('not the same records');
  });

  test('that are alike are found', () => {
    const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
    expect([...firstWithSameBytes(['a', 'b', 'a', '', 'ab', 'b', 'a', ''].map(encode))]).toEqual([
      0, 1, 0, 3, 4, 1, 0, 3,
    ]);
  });
});

describe('what is no task of files', () => {
  test.each([
    ['sort', {}, 'task: was "sort"; expected one of text'],
    ['constructor', {}, 'task: was "constructor"'],
    ['text', { bytes: 0 }, 'bytes: was 0; expected an integer of at least 1'],
    ['text', { preset: 'huge' }, 'preset: was "huge"; expected "tiny"'],
    ['text', { length: 3 }, 'text.length: is not known'],
    ['text', {}, 'made/'],
  ])('%s %o', async (name, settings, words) => {
    const loading = loadTask(name, memoryFolder(madeReviews(1)), settings as TaskSettings);
    await expect(loading).rejects.toThrow(ArgumentError);
    await expect(loading).rejects.toThrow(words === 'made/' ? 'train/neg/: has 1 reviews; expected 12500' : words);
  });
});

describe('a folder of reviews is refused', () => {
  const made = madeReviews(3);
  const invalid = Uint8Array.of(0x41, 0xc3, 0x28);
  const cut = Uint8Array.of(0x41, 0x42, 0xe2, 0x82);
  test.each<[string, MadeFiles, string]>([
    ['with nothing in it', {}, 'folder: "made" has no files in it; expected aclImdb'],
    [
      'with other files',
      { 'a.txt': 'x', 'b/c.txt': 'y' },
      'folder: "made" has 2 other files, such as a.txt, b/c.txt; expected',
    ],
    [
      'still packed',
      { 'aclImdb_v1.tar.gz': 'x' },
      'folder: "made" has aclImdb_v1.tar.gz in it, which is to be unpacked first',
    ],
    [
      'that is there twice',
      { ...made, 'copy/train/pos/1_8.txt': 'x' },
      'has the files more than once, in "" and "copy/"',
    ],
    ['without one of its folders', { 'train/pos/1_8.txt': 'x' }, 'train/neg/: has 0 reviews; expected at least one'],
    ['with an empty review', { ...made, 'test/neg/2_3.txt': '' }, 'test/neg/2_3.txt: is empty'],
    [
      'with a rating above ten',
      { ...made, 'test/pos/7_11.txt': 'x' },
      'test/pos/7_11.txt: has the rating 11 in its name; expected 7 to 10',
    ],
    [
      'with a rating of six',
      { ...made, 'train/pos/9_6.txt': 'x' },
      'has the rating 6 in its name; expected 7 to 10, for a positive',
    ],
    [
      'with a neutral rating',
      { ...made, 'train/neg/9_5.txt': 'x' },
      'train/neg/9_5.txt: has the rating 5 in its name; expected 1 to 4, for a negative',
    ],
    ['with two ratings of one review', { ...made, 'train/pos/1_9.txt': 'x' }, 'is review 1 as train/pos/1_8.txt is'],
    [
      'with another name',
      { ...made, 'train/pos/notes.md': 'x' },
      'train/pos/notes.md: is no review; expected a name such as 127_9.txt',
    ],
    [
      'with a folder in place of reviews',
      { ...made, 'train/pos/more/4_8.txt': 'x' },
      'train/pos/more/4_8.txt: is no review',
    ],
    [
      'with bytes that are no UTF-8',
      { ...made, 'train/pos/2_9.txt': invalid },
      'train/pos/2_9.txt: has 0x28 at byte 2, where UTF-8 can',
    ],
    [
      'with a review cut within a character',
      { ...made, 'train/pos/2_9.txt': cut },
      'train/pos/2_9.txt: ends within a character after 4 bytes',
    ],
    ['with a NUL', { ...made, 'test/neg/1_2.txt': 'abc\0d' }, 'test/neg/1_2.txt: has a NUL at byte 3; expected text'],
    [
      'with a file that is far too large',
      { ...made, 'test/neg/1_2.txt': 'x'.repeat(1_000_001) },
      'has 1000001 bytes; expected a review of at most',
    ],
  ])('%s', async (_, files, words) => {
    const loading = load(files);
    await expect(loading).rejects.toThrow(ArgumentError);
    await expect(loading).rejects.toThrow(words);
  });
});
