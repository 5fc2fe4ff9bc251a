import { ArgumentError } from '../../errors.ts';
import { checkKeys, choiceOption } from '../../ops/validation/options.ts';
import type { Folder } from '../files/folder.ts';
import type { LoadOptions } from '../files/readAll.ts';
import { fingerprintOf } from '../records/fingerprint.ts';
import { recordSettingNames, recordSettings } from '../records/settings.ts';
import type { RecordSettings } from '../records/settings.ts';
import { splitOff } from '../records/splits.ts';
import { taskOfRecords } from '../records/task.ts';
import type { LoadedTask } from '../records/task.ts';
import { integerSetting } from '../settings.ts';
import { archiveLevels, findArchive, readArchive } from './archive.ts';
import type { Archive, ArchiveChoice, ArchiveLevel } from './archive.ts';
import { anArchive } from '../shapes.ts';

export interface PathfinderArchiveSettings extends RecordSettings {
  /** Width and height: 32 (default), 64, 128, which is Path-X, or 256. */
  readonly size?: number;
  /** "hard" (default) is what most report; the Long Range Arena's own code reads "easy" where nothing is said. */
  readonly level?: ArchiveLevel;
  /** How many pictures are read, chosen by `splitSeed`. Default: all of them. */
  readonly pictures?: number;
}

const sizes = [32, 64, 128, 256] as const;

/** Tokens 0 … 255 are grey levels. */
export const pathfinderArchiveTokens = { asked: 256, no: 257, yes: 258 } as const;

/**
 * Pathfinder of the Long Range Arena, and Path-X with size 128, from its published pictures: are the two marked ends of one contour? Grey
 * levels row by row from above, each a token; then 256, where it is asked. Answers are 257, no, and 258, yes.
 *
 * Eight tenths are learned from, a tenth each is for validation and test, by `splitSeed`. Published results divide the pictures in several
 * ways, none of which the files say, and are of different levels, so that two papers may have measured two tasks.
 */
export function pathfinderArchiveTask(archive: Archive, settings: PathfinderArchiveSettings = {}): LoadedTask {
  anArchive('archive', archive);
  const { pictures, decode } = archive;
  const { size, level, most, splitSeed, counts } = archiveSettings(settings);
  const tenth = Math.round(pictures.length / 10);
  const held = splitOff(pictures, { count: 2 * tenth, seed: splitSeed, keyOf: (picture) => picture });
  const parts = splitOff(held.first, { count: tenth, seed: splitSeed, keyOf: (picture) => picture });
  const splits = { train: held.rest, validation: parts.first, test: parts.rest };
  const data = fingerprintOf(splits, settings.data, (print, { label, png }) => print.number(label).add(png));
  const last = size * size;
  const { asked, no, yes } = pathfinderArchiveTokens;
  return taskOfRecords({
    name: 'pathfinder-archive',
    settings: { size, level, ...(most !== Infinity && { pictures: most }), splitSeed, counts, data },
    vocabulary: yes + 1,
    length: last + 1,
    ranges: { levels: { first: 0, size: 256 }, answers: { first: no, size: 2 } },
    splits,
    write({ label, png, path }, { tokens, targets, mask }) {
      tokens.set(decode(png, path));
      tokens[last] = asked;
      targets[last] = label === 1 ? yes : no;
      mask[last] = 1;
    },
  });
}

/** The same from the published folder; see {@link readArchive}. */
export async function loadPathfinderArchive(
  folder: Folder,
  settings: PathfinderArchiveSettings = {},
  options: LoadOptions = {},
): Promise<LoadedTask> {
  const choice = archiveSettings(settings);
  return pathfinderArchiveTask(await readArchive(folder, await findArchive(folder, choice), choice, options), settings);
}

function archiveSettings(settings: PathfinderArchiveSettings): ArchiveChoice {
  checkKeys('pathfinder-archive', settings, ['size', 'level', 'pictures', ...recordSettingNames]);
  const { size = 32, level, pictures } = settings;
  const known = sizes.find((one) => one === size);
  if (known === undefined) throw new ArgumentError('size', `was ${String(size)}; expected one of ${sizes.join(', ')}`);
  return {
    size: known,
    level: choiceOption({
      name: 'level',
      value: level,
      fallback: 'hard',
      choices: Object.keys(archiveLevels) as ArchiveLevel[],
    }),
    most: pictures === undefined ? Infinity : integerSetting('pictures', pictures, { least: 10 }),
    ...recordSettings(settings),
  };
}
