import type { Folder } from './folder.ts';
import { aFolder, loadOptions } from '../shapes.ts';

export interface LoadOptions {
  /** Aborting stops before the next file is read, and throws the signal's reason. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly read: number; readonly files: number }) => void;
}

/** Files that are read at the same time: enough that a disk or a browser's own process is not waited for one by one. */
const AT_ONCE = 64;

/**
 * Reads many files, and makes something of each as soon as it is there. What comes back is in the order of the paths.
 *
 * @throws the error of the first file, in that order among those being read, that can't be used
 */
export async function readAll<Made>(
  folder: Folder,
  paths: readonly string[],
  make: (bytes: Uint8Array, index: number) => Made,
  options: LoadOptions,
): Promise<Made[]> {
  aFolder('folder', folder);
  loadOptions('options', options);
  const { signal, onProgress } = options;
  const made: Made[] = [];
  for (let from = 0; from < paths.length; from += AT_ONCE) {
    signal?.throwIfAborted();
    const contents = await Promise.all(paths.slice(from, from + AT_ONCE).map((path) => folder.read(path)));
    for (const [i, bytes] of contents.entries()) made.push(make(bytes, from + i));
    onProgress?.({ read: made.length, files: paths.length });
  }
  return made;
}
