import { ArgumentError } from '../errors.ts';
import { loadTask, loadedTaskNames, taskOf } from '../tasks/index.ts';
import type { Folder, LoadOptions, LoadedTask, Task, TaskSettings } from '../tasks/index.ts';
import type { TaskChoice } from './options.ts';
import { aText, fields, listOf, optional } from '../shapes.ts';
import { aFolder, aLoadedTask, loadOptions, taskSettings } from '../tasks/shapes.ts';

/** Makes the task of a choice at once: `taskOf`, which has no data, or one that has read them. */
export type TaskMaker = (name: string, settings: TaskSettings) => Task;

const aChoice = fields({ name: aText, settings: optional(taskSettings) });

/** Whether a task is made of files, which have to be read before a run of it is made. */
export function isOfFiles(choice: TaskChoice): boolean {
  aChoice('choice', choice);
  return loadedTaskNames.includes(choice.name);
}

/** Knows the tasks that were loaded, by the settings that they have since then, and every other one. */
export function makerOf(loaded: readonly LoadedTask[]): TaskMaker {
  listOf(aLoadedTask)('loaded', loaded);
  return (name, settings) => {
    const found = loaded.find((task) => task.name === name && sameSettings(task.settings, settings));
    if (found || !loadedTaskNames.includes(name)) return found ?? taskOf(name, settings);
    throw new ArgumentError('task', `was "${name}", whose files were not loaded with these settings; see loadRunTasks`);
  };
}

function sameSettings(one: TaskSettings, other: TaskSettings): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}

/**
 * Reads the files of the tasks that are made of files. The choices come back with the settings of the loaded tasks, which have the
 * fingerprint of their records: with these a run is stored, and resumed with the same files alone.
 *
 * @param folder where the files are; null where there is none
 * @throws ArgumentError where a task needs a folder and there is none, or files that can't be used
 */
export async function loadRunTasks(
  choices: readonly TaskChoice[],
  folder: Folder | null,
  options: LoadOptions = {},
): Promise<{ readonly choices: readonly TaskChoice[]; readonly makeTask: TaskMaker }> {
  listOf(aChoice)('choices', choices);
  if (folder !== null) aFolder('folder', folder);
  loadOptions('options', options);
  const loaded: LoadedTask[] = [];
  const complete: TaskChoice[] = [];
  for (const choice of choices) {
    if (!isOfFiles(choice)) {
      complete.push(choice);
      continue;
    }
    if (!folder) throw new ArgumentError('folder', `was null; the task ${choice.name} is made of files`);
    const task = await loadTask(choice.name, folder, choice.settings, options);
    loaded.push(task);
    complete.push({ name: task.name, settings: task.settings });
  }
  return { choices: complete, makeTask: makerOf(loaded) };
}
