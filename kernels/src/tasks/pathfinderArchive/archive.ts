import { fileError } from '../files/folder.ts';
import type { Folder } from '../files/folder.ts';
import { findLayout } from '../files/layout.ts';
import type { Layout } from '../files/layout.ts';
import { readAll } from '../files/readAll.ts';
import type { LoadOptions } from '../files/readAll.ts';
import type { Counts } from '../records/settings.ts';
import { splitOff } from '../records/splits.ts';
import { listedIn } from './metadata.ts';
import { greyReader, mostBytes } from './png.ts';
import type { Decode } from './png.ts';
import { aNumber, checkAll, count, fields, oneOf } from '../../shapes.ts';
import { aFolder, aLayout, counts, loadOptions } from '../shapes.ts';

/** Three levels of difficulty, by the length of the contours: 6, 9 and 14 dashes. */
export const archiveLevels = {
  easy: 'curv_baseline',
  intermediate: 'curv_contour_length_9',
  hard: 'curv_contour_length_14',
} as const;

export type ArchiveLevel = keyof typeof archiveLevels;

export interface ArchivedPicture {
  readonly label: 0 | 1;
  /** The file, packed as it is: 200,000 pictures of Path-X would take 3 GB unpacked. */
  readonly png: Uint8Array;
  readonly path: string;
}

/** Pictures, and what unpacks them: grey levels row by row. */
export interface Archive {
  readonly pictures: readonly ArchivedPicture[];
  readonly decode: Decode;
}

/** Pictures of a level, as published, and files of metadata that list them. */
const PUBLISHED = { pictures: 200_000, lists: 200 };

/** The one empty file of the published archive, which every known reader leaves out. */
const EMPTY = 'curv_baseline/imgs/0/sample_172.png';

export interface ArchiveChoice {
  readonly size: 32 | 64 | 128 | 256;
  readonly level: ArchiveLevel;
  /** How many pictures are read, chosen by `splitSeed`; Infinity for all. */
  readonly most: number;
  readonly splitSeed: number;
  readonly counts: Counts;
}

/** A file of metadata of a level. */
const listOf = (level: ArchiveLevel): RegExp => new RegExp(`^${archiveLevels[level]}/metadata/\\d+\\.npy$`);

const whichArchive = { size: oneOf(32, 64, 128, 256), level: oneOf(...Object.keys(archiveLevels)) };
const aPlace = fields(whichArchive);
const aChoice = fields({ ...whichArchive, most: aNumber, splitSeed: count, counts });

/** The published folder of a size, `pathfinder32` for example, in the folder itself or one within it. */
export async function findArchive(folder: Folder, choice: Pick<ArchiveChoice, 'size' | 'level'>): Promise<Layout> {
  aPlace('choice', choice);
  const { size, level } = choice;
  const expected = `pathfinder${size} as it was published, with ${archiveLevels[level]}/metadata/0.npy`;
  return findLayout(folder, listOf(level), expected, `pathfinder${size}/`);
}

/**
 * Reads pictures of the published archive of Pathfinder, `lra_release/pathfinder{32,64,128,256}`; of size 128 they are Path-X.
 * Each is unpacked once, so that a file that can't be is found now and not while a model learns.
 *
 * @throws ArgumentError that names the file and what is wrong with it
 */
export async function readArchive(
  folder: Folder,
  layout: Layout,
  choice: ArchiveChoice,
  options: LoadOptions = {},
): Promise<Archive> {
  checkAll({ folder: [folder, aFolder], layout: [layout, aLayout], options: [options, loadOptions] });
  aChoice('choice', choice);
  const { decode: decodePng } = await import('fast-png');
  const decode = greyReader(choice.size, decodePng);
  const listed = await listAll(folder, layout, choice, options);
  const chosen =
    choice.most < listed.length
      ? splitOff(listed, { count: choice.most, seed: choice.splitSeed, keyOf: (one) => one }).first
      : listed;
  const pictures = await readAll(
    folder,
    chosen.map(({ path }) => path),
    (png, i): ArchivedPicture => {
      const { label, path } = chosen[i]!;
      decode(png, path);
      return { label, png, path };
    },
    options,
  );
  return { pictures, decode };
}

interface Wanted {
  readonly label: 0 | 1;
  /** From the picked folder on. */
  readonly path: string;
}

/** Every picture that the metadata list, in the order of their numbers and lines, each once. */
async function listAll(
  folder: Folder,
  layout: Layout,
  { size, level, counts }: ArchiveChoice,
  { signal }: LoadOptions,
): Promise<Wanted[]> {
  const { root, sizes } = layout;
  const of = archiveLevels[level];
  const lists = [...sizes.keys()].filter((path) => listOf(level).test(path)).sort((a, b) => numberOf(a) - numberOf(b));
  const checkCount = (found: number, wanted: number, what: string): void => {
    if (counts === 'any' || found === wanted) return;
    const problem = `has ${found} ${what}; expected ${wanted}; the setting counts "any" takes fewer`;
    throw fileError(`${root}${of}/metadata`, problem);
  };
  checkCount(lists.length, PUBLISHED.lists, 'files');
  const paths = lists.map((list) => root + list);
  const read = await readAll(folder, paths, (bytes, i) => listedIn(bytes, paths[i]!), { signal });
  checkCount(read.flat().length, PUBLISHED.pictures, 'lines in them');

  const labels = new Map<string, 0 | 1>();
  for (const [i, listed] of read.entries()) {
    for (const { picture, label, line } of listed) {
      const path = `${of}/${picture}`;
      const named = `which ${paths[i]} names in line ${line}`;
      if (isLeftOut(path, sizes.get(path), { path: root + path, named, size })) continue;
      const before = labels.get(path) ?? label;
      if (before !== label)
        throw fileError(paths[i]!, `gives ${picture} the label ${label} in line ${line}, and ${before} before`);
      labels.set(path, label);
    }
  }
  return [...labels].map(([path, label]) => ({ label, path: root + path }));
}

const numberOf = (list: string): number => Number(/(\d+)\.npy$/.exec(list)![1]);

/** Whether a picture is the empty one. Throws ArgumentError where it is missing, or far larger than such a picture can be. */
function isLeftOut(
  inArchive: string,
  bytes: number | undefined,
  { path, named, size }: { readonly path: string; readonly named: string; readonly size: number },
): boolean {
  if (bytes === undefined) throw fileError(path, `is not in the folder, ${named}`);
  if (bytes > mostBytes(size)) {
    throw fileError(path, `has ${bytes} bytes; expected ${mostBytes(size)} at most, of a picture of ${size} × ${size}`);
  }
  return bytes === 0 && inArchive === EMPTY;
}
