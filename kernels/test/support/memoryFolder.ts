import type { Folder } from '../../src/tasks/index.ts';

/** Files by their paths, as texts or bytes. */
export type MadeFiles = Readonly<Record<string, string | Uint8Array>>;

export const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === 'string' ? new TextEncoder().encode(content) : content;

/** A folder without a disk. */
export function memoryFolder(files: MadeFiles | ReadonlyMap<string, Uint8Array>): Folder {
  const contents =
    files instanceof Map ? files : new Map(Object.entries(files).map(([path, content]) => [path, bytesOf(content)]));
  const read = (path: string): Promise<Uint8Array> => {
    const bytes = contents.get(path);
    return bytes ? Promise.resolve(bytes) : Promise.reject(new Error(`${path} was read, and isn't there`));
  };
  return {
    name: 'made',
    list: () => Promise.resolve([...contents].map(([path, { length: size }]) => ({ path, size }))),
    read,
    async *pieces(path) {
      const bytes = await read(path);
      // Odd pieces, which end within lines and characters.
      for (let from = 0; from < bytes.length; from += 7) yield bytes.subarray(from, from + 7);
    },
  };
}
