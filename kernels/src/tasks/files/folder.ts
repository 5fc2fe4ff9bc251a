import { ArgumentError } from '../../errors.ts';

export interface FolderFile {
  /** From the folder on, its parts joined by "/". */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/** Where a task's data are read from: a folder of this machine, or one that the reader of a page picked. */
export interface Folder {
  /** What it is called, for messages. */
  readonly name: string;
  /** All files in it and in the folders below, in no particular order. */
  list(): Promise<readonly FolderFile[]>;
  /** The bytes of a file. They are the caller's. */
  read(path: string): Promise<Uint8Array>;
  /** The same piece by piece, for files that are too large to be held. */
  pieces(path: string): AsyncIterable<Uint8Array>;
}

/** What can't be used of a file, and which one. */
export function fileError(path: string, problem: string): ArgumentError {
  return new ArgumentError(path, problem);
}

/**
 * Throws ArgumentError for a path that leads out of its folder, or that isn't written as {@link FolderFile} says: names in
 * files from outside are used as paths.
 */
export function checkPath(path: string): void {
  const parts = path.split('/');
  const bad = parts.find((part) => part === '' || part === '.' || part === '..' || /[\\:\0]/.test(part));
  if (bad === undefined) return;
  throw fileError(JSON.stringify(path), `has ${JSON.stringify(bad)} in it; expected a path within the folder`);
}
