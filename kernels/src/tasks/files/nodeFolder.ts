import { createReadStream } from 'node:fs';
import { lstat, readFile, readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { ArgumentError, messageOf } from '../../errors.ts';
import { checkPath, fileError } from './folder.ts';
import type { Folder, FolderFile } from './folder.ts';
import { aText } from '../../shapes.ts';

/**
 * A folder of this machine. Links in it are neither listed nor followed: an archive from outside may have some that lead
 * anywhere. The folder itself may be one.
 *
 * @throws ArgumentError where there is no such folder
 */
export async function nodeFolder(path: string): Promise<Folder> {
  aText('path', path);
  const root = await realpath(resolve(path)).catch((error: unknown) => {
    throw new ArgumentError('folder', `was "${path}", which can't be opened (${messageOf(error)})`);
  });
  if (!(await stat(root)).isDirectory()) throw new ArgumentError('folder', `was "${path}", which is a file`);

  /** Where a file lies, once it is sure that it is one, and within the folder. */
  async function placeOf(file: string): Promise<string> {
    checkPath(file);
    const place = join(root, file);
    try {
      if ((await realpath(place)) === place && (await lstat(place)).isFile()) return place;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw fileError(file, 'is not in the folder');
      throw fileError(file, `can't be read (${messageOf(error)})`);
    }
    throw fileError(file, 'is a link or no ordinary file; expected a file');
  }

  return {
    name: path,
    async list() {
      const entries = await readdir(root, { withFileTypes: true, recursive: true });
      const files = entries.filter((entry) => entry.isFile());
      return await Promise.all(files.map((entry) => sized(root, join(entry.parentPath, entry.name))));
    },
    async read(file) {
      const place = await placeOf(file);
      return await readFile(place).catch((error: unknown) => {
        throw fileError(file, `can't be read (${messageOf(error)})`);
      });
    },
    async *pieces(file) {
      const stream = createReadStream(await placeOf(file), { highWaterMark: 2 ** 20 });
      try {
        for await (const piece of stream) yield piece as Uint8Array;
      } catch (error) {
        throw fileError(file, `can't be read (${messageOf(error)})`);
      }
    },
  };
}

async function sized(root: string, place: string): Promise<FolderFile> {
  return { path: relative(root, place).split(sep).join('/'), size: (await stat(place)).size };
}
