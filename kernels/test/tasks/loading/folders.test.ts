import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ArgumentError } from '../../../src/index.ts';
import { nodeFolder } from '../../../src/node.ts';
import { loadTask, pickedFolder, recordBatch, textTokens } from '../../../src/tasks/index.ts';
import type { Folder } from '../../../src/tasks/index.ts';
import { bytesOf, memoryFolder } from '../../support/memoryFolder.ts';
import type { MadeFiles } from '../../support/memoryFolder.ts';

const reviews: MadeFiles = Object.fromEntries(
  ['train', 'test'].flatMap((split) =>
    Array.from({ length: 70 }, (_, i) => [
      [`${split}/pos/${i}_9.txt`, `Good: ${split} ${i}`],
      [`${split}/neg/${i}_2.txt`, `Bad: ${split} ${i}`],
    ]).flat(),
  ),
);

let place: string;
beforeEach(() => (place = mkdtempSync(join(tmpdir(), 'vla-folder-'))));
afterEach(() => rmSync(place, { recursive: true }));

function write(files: MadeFiles, under = place): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(under, path)), { recursive: true });
    writeFileSync(join(under, path), content);
  }
}

/** Files as an input of a page has them once a reader picked the folder "aclImdb". */
function picked(files: MadeFiles, folder = 'aclImdb'): File[] {
  return Object.entries(files).map(([path, content]) => {
    const file = new File([bytesOf(content).slice()], path.split('/').at(-1)!);
    return Object.defineProperty(file, 'webkitRelativePath', { value: folder && `${folder}/${path}` });
  });
}

const contentOf = async (folder: Folder): Promise<Record<string, string>> => {
  const files = await folder.list();
  const texts = files.map(async ({ path, size }) => {
    const bytes = await folder.read(path);
    expect(bytes.length).toBe(size);
    const pieces: number[] = [];
    for await (const piece of folder.pieces(path)) pieces.push(...piece);
    expect(pieces).toEqual([...bytes]);
    return [path, new TextDecoder().decode(bytes)] as const;
  });
  return Object.fromEntries((await Promise.all(texts)).sort(([a], [b]) => (a < b ? -1 : 1)));
};

const some = { 'a.txt': 'one', 'b/c/d.txt': 'two', 'b/ü .txt': '' };

describe('a folder', () => {
  test('of this machine has its files', async () => {
    write(some);
    mkdirSync(join(place, 'empty'));
    expect(await contentOf(await nodeFolder(place))).toEqual(some);
  });

  test('that was picked in a browser has its files', async () => {
    expect(await contentOf(pickedFolder(picked(some)))).toEqual(some);
    expect(pickedFolder(picked(some)).name).toBe('aclImdb');
    const alone = picked({ 'a.txt': 'one' }, '');
    expect(await contentOf(pickedFolder(alone))).toEqual({ 'a.txt': 'one' });
  });

  test('makes one task, wherever it lies', async () => {
    write(reviews);
    const folders = [memoryFolder(reviews), await nodeFolder(place), pickedFolder(picked(reviews))];
    const tasks = await Promise.all(folders.map((folder) => loadTask('text', folder, { counts: 'any' })));
    const [made, ...others] = tasks.map((task) => ({
      settings: task.settings,
      ...recordBatch(task, { split: 'train', from: 0, size: 200 }),
    }));
    expect(made!.size).toBe(126);
    for (const other of others) expect(other).toEqual(made);
    const { tokens, targets, size, length } = made!;
    for (let row = 0; row < size; row++) {
      const [begin, asked] = [tokens[row * length]! - 1, tokens.indexOf(textTokens.asked, row * length)];
      expect(targets[asked]).toBe(String.fromCharCode(begin) === 'G' ? textTokens.yes : textTokens.no);
    }
  });

  test('reports how far it is read, and stops where that is wanted', async () => {
    const seen: number[] = [];
    await loadTask(
      'text',
      memoryFolder(reviews),
      { counts: 'any' },
      { onProgress: ({ read, files }) => seen.push(read, files) },
    );
    expect(seen).toEqual([64, 280, 128, 280, 192, 280, 256, 280, 280, 280]);

    const stop = new AbortController();
    const onProgress = (): void => stop.abort(new Error('enough'));
    const loading = loadTask('text', memoryFolder(reviews), { counts: 'any' }, { signal: stop.signal, onProgress });
    await expect(loading).rejects.toThrow('enough');
  });
});

describe('a folder of this machine', () => {
  test('is refused where there is none', async () => {
    await expect(nodeFolder(join(place, 'missing'))).rejects.toThrow(/^folder: was ".*missing", which can't be opened/);
    write({ 'file.txt': 'x' });
    await expect(nodeFolder(join(place, 'file.txt'))).rejects.toThrow(/which is a file$/);
  });

  test('gives no file from outside it', async () => {
    write({ 'secret.txt': 'x', 'data/a.txt': 'y' });
    const folder = await nodeFolder(join(place, 'data'));
    for (const path of [
      '../secret.txt',
      'a/../../secret.txt',
      `${place}/secret.txt`,
      './a.txt',
      '',
      'a.txt\0',
      '..\\secret.txt',
    ]) {
      await expect(folder.read(path)).rejects.toThrow(ArgumentError);
      await expect(folder.read(path)).rejects.toThrow('expected a path within the folder');
      await expect(folder.pieces(path)[Symbol.asyncIterator]().next()).rejects.toThrow(
        'expected a path within the folder',
      );
    }
    await expect(folder.read('b.txt')).rejects.toThrow('b.txt: is not in the folder');
  });

  test('neither lists nor follows links, and waits for no pipe', async () => {
    write({ 'secret/x.txt': 'x', 'data/a.txt': 'y' });
    symlinkSync(join(place, 'secret/x.txt'), join(place, 'data/link.txt'));
    symlinkSync(join(place, 'secret'), join(place, 'data/folder'));
    execFileSync('mkfifo', [join(place, 'data/pipe.txt')]);
    const folder = await nodeFolder(join(place, 'data'));
    expect(await folder.list()).toEqual([{ path: 'a.txt', size: 1 }]);
    for (const path of ['link.txt', 'folder/x.txt', 'pipe.txt'])
      await expect(folder.read(path)).rejects.toThrow(`${path}: is a link or no ordinary file`);
  });

  test('may itself be reached by a link', async () => {
    write(some, join(place, 'data'));
    symlinkSync(join(place, 'data'), join(place, 'link'));
    expect(await contentOf(await nodeFolder(join(place, 'link')))).toEqual(some);
  });

  test('with a folder in place of a file is refused', async () => {
    write({ 'data_batch_1.bin/x': 'x' });
    await expect((await nodeFolder(place)).read('data_batch_1.bin')).rejects.toThrow('is a link or no ordinary file');
    await expect(loadTask('image', await nodeFolder(place))).rejects.toThrow(
      'has 1 other file, such as data_batch_1.bin/x',
    );
  });
});

describe('picked files are refused', () => {
  test.each<[string, () => File[], string]>([
    ['that are none', () => [], 'folder: has no files in it'],
    [
      'with a path that leads out',
      () => picked({ '../x.txt': 'x' }),
      'has ".." in it; expected a path within the folder',
    ],
    ['of two folders with one name', () => [...picked({ a: 'x' }), ...picked({ a: 'y' })], 'a: is there twice'],
  ])('%s', (_, files, words) => {
    expect(() => pickedFolder(files())).toThrow(ArgumentError);
    expect(() => pickedFolder(files())).toThrow(words);
  });

  test('where one was moved in the meantime', async () => {
    const [file] = picked({ 'a.txt': 'x' });
    const gone = (): Promise<never> => Promise.reject(new DOMException('could not be found', 'NotFoundError'));
    Object.defineProperty(file, 'arrayBuffer', { value: gone });
    Object.defineProperty(file, 'stream', { value: () => new ReadableStream({ pull: gone }) });
    const folder = pickedFolder([file!]);
    await expect(folder.read('a.txt')).rejects.toThrow(
      'a.txt: could not be read (could not be found); was it moved since it was picked?',
    );
    await expect(folder.pieces('a.txt')[Symbol.asyncIterator]().next()).rejects.toThrow(
      'was it moved since it was picked?',
    );
    await expect(folder.read('b.txt')).rejects.toThrow('b.txt: is not in the folder');
  });
});
