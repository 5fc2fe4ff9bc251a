import { ArgumentError } from '../errors.ts';
import type { Folder } from './files/folder.ts';
import type { LoadOptions } from './files/readAll.ts';
import { loadImage } from './image/task.ts';
import { loadPathfinderArchive } from './pathfinderArchive/task.ts';
import type { LoadedTask } from './records/task.ts';
import { loadSameFilm } from './retrieval/sameFilm.ts';
import { loadRetrieval } from './retrieval/task.ts';
import { loadText } from './text/task.ts';
import type { TaskSettings } from './types.ts';
import { describe } from '../ops/validation/options.ts';

type Load = (folder: Folder, settings: TaskSettings, options: LoadOptions) => Promise<LoadedTask>;

const loaders: Readonly<Record<string, Load>> = {
  text: loadText,
  retrieval: loadRetrieval,
  'same-film': loadSameFilm,
  image: loadImage,
  'pathfinder-archive': loadPathfinderArchive,
};

/** Names that {@link loadTask} knows: tasks of files, which {@link taskOf} can't make. */
export const loadedTaskNames: readonly string[] = Object.keys(loaders);

/**
 * The task of a name, from the files that were published for it. Its settings have the fingerprint of the records as `data`: with
 * them the same task is loaded again, or refused where the files are others.
 *
 * @param folder `nodeFolder(path)` of `@vla/kernels/node`, or `pickedFolder(files)` in a browser
 * @throws ArgumentError that names the setting, or the file and what is wrong with it
 */
export async function loadTask(
  name: string,
  folder: Folder,
  settings: TaskSettings = {},
  options: LoadOptions = {},
): Promise<LoadedTask> {
  const load = Object.hasOwn(loaders, name) ? loaders[name] : undefined;
  if (!load) throw new ArgumentError('task', `was ${describe(name)}; expected one of ${loadedTaskNames.join(', ')}`);
  return await load(folder, settings, options);
}
