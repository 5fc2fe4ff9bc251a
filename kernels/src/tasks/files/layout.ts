import { ArgumentError } from '../../errors.ts';
import type { Folder, FolderFile } from './folder.ts';
import { aFolder } from '../shapes.ts';

/** Files of a data set, and the folder within the picked one that they lie in. */
export interface Layout {
  /** "", or a path with "/" at its end. */
  readonly root: string;
  /** Sizes of the files under the root, by their paths from there, in the order of those paths. */
  readonly sizes: ReadonlyMap<string, number>;
}

/**
 * Finds a published layout in a folder: in itself, or in a folder within it, as it is where the archive was unpacked there.
 *
 * @param mark a path that the layout has, from its root on
 * @param expected the layout in words
 * @param named what the path of its root ends with where there are several, each in a folder with its name
 * @throws ArgumentError where it is not there, or more than once
 */
export async function findLayout(folder: Folder, mark: RegExp, expected: string, named = ''): Promise<Layout> {
  aFolder('folder', folder);
  const files = (await folder.list()).filter(({ path }) => !isOfTheSystem(path));
  const roots = new Set(
    files.flatMap(({ path }) => rootsOf(path).filter((root) => mark.test(path.slice(root.length)))),
  );
  const ofTheName = [...roots].filter((root) => root.endsWith(named));
  const [root, ...others] = ofTheName.length > 0 ? ofTheName : roots;
  if (root === undefined) throw new ArgumentError('folder', `${found(folder, files)}; expected ${expected}`);
  if (others.length > 0) {
    const places = [root, ...others].map((place) => `"${place}"`);
    throw new ArgumentError('folder', `"${folder.name}" has the files more than once, in ${places.join(' and ')}`);
  }
  const inside = files
    .filter(({ path }) => path.startsWith(root))
    .map(({ path, size }) => [path.slice(root.length), size] as const);
  return { root, sizes: new Map(inside.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** What desktops leave in folders: .DS_Store, ._NAME, Thumbs.db, desktop.ini. */
function isOfTheSystem(path: string): boolean {
  return /(^|\/)(\.[^/]*|Thumbs\.db|desktop\.ini)$/.test(path);
}

/** "a/b/c" has the roots "", "a/" and "a/b/". */
function rootsOf(path: string): string[] {
  const roots = [''];
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1))
    roots.push(path.slice(0, slash + 1));
  return roots;
}

function found({ name }: Folder, files: readonly FolderFile[]): string {
  const packed = files.find(({ path }) => /\.(tar|tgz|gz|xz|zip)$/.test(path));
  if (packed) return `"${name}" has ${packed.path} in it, which is to be unpacked first`;
  if (files.length === 0) return `"${name}" has no files in it`;
  const shown = files.slice(0, 3).map(({ path }) => path);
  return `"${name}" has ${files.length} other ${files.length === 1 ? 'file' : 'files'}, such as ${shown.join(', ')}`;
}
