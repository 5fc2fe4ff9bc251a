import { ArgumentError } from '../../errors.ts';
import { checkPath, fileError } from './folder.ts';
import type { Folder } from './folder.ts';
import { aFunction, aText, count, fields, iterable } from '../../shapes.ts';

const aFile = fields({ name: aText, size: count, arrayBuffer: aFunction, stream: aFunction });

/**
 * The folder that a reader picked with `<input type="file" webkitdirectory>`. Nothing is read before it is asked for.
 *
 * @param files such an input's `files`. Files picked one by one, without the folder that they lie in, are a folder too.
 */
export function pickedFolder(files: Iterable<File>): Folder {
  iterable('files', files);
  const found = new Map<string, File>();
  let name = '';
  for (const file of files) {
    aFile('files', file);
    // Its first part is the picked folder itself.
    const [top, ...rest] = (file.webkitRelativePath || `/${file.name}`).split('/');
    const path = rest.join('/');
    checkPath(path);
    if (found.has(path)) throw fileError(path, 'is there twice; expected the files of one folder');
    found.set(path, file);
    name ||= top!;
  }
  if (found.size === 0) throw new ArgumentError('folder', 'has no files in it');
  const fileOf = (path: string): File => {
    const file = found.get(path);
    if (!file) throw fileError(path, 'is not in the folder');
    return file;
  };
  return {
    name: name || 'the picked files',
    list: () => Promise.resolve([...found].map(([path, { size }]) => ({ path, size }))),
    async read(path) {
      return new Uint8Array(await fileOf(path).arrayBuffer().catch(unreadable(path)));
    },
    async *pieces(path) {
      const reader = fileOf(path).stream().getReader();
      try {
        for (;;) {
          const { done, value } = await reader.read().catch(unreadable(path));
          if (done) return;
          yield value;
        }
      } finally {
        // One that failed has nothing to cancel, and would hide why.
        await reader.cancel().catch(() => {});
      }
    },
  };
}

/** A file may be moved or changed after it was picked; browsers then refuse to read it. */
function unreadable(path: string) {
  return (error: unknown): never => {
    throw fileError(path, `could not be read (${(error as Error).message}); was it moved since it was picked?`);
  };
}
