import { ArgumentError } from '@vla/kernels';
import { nodeFolder } from '@vla/kernels/node';
import { isOfFiles, loadRunTasks } from '@vla/kernels/training';
import type { RunOptions, TaskChoice } from '@vla/kernels/training';

type LoadedTasks = Awaited<ReturnType<typeof loadRunTasks>>;

/** Several runs of a process read the same files once. */
const loaded = new Map<string, Promise<LoadedTasks>>();

export const choicesOf = ({ task, otherTasks = [] }: RunOptions): readonly TaskChoice[] => [task, ...otherTasks];

/**
 * The tasks of a run, read from a folder where they are of files.
 *
 * @throws ArgumentError where there is no folder and one is needed, or there is one and none is
 */
export async function loadData(choices: readonly TaskChoice[], data: string | null): Promise<LoadedTasks> {
  checkData(choices, data);
  const key = JSON.stringify([choices, data]);
  const loading = loaded.get(key) ?? read(choices, data);
  loaded.set(key, loading);
  return await loading;
}

async function read(choices: readonly TaskChoice[], data: string | null): Promise<LoadedTasks> {
  return await loadRunTasks(choices, data === null ? null : await folderOf(data));
}

async function folderOf(path: string) {
  return await nodeFolder(path).catch((error: unknown) => {
    throw error instanceof ArgumentError ? new ArgumentError('--data', error.message.replace(/^folder: /, '')) : error;
  });
}

function checkData(choices: readonly TaskChoice[], data: string | null): void {
  const ofFiles = choices.find(isOfFiles);
  if (ofFiles && data === null) {
    const where = 'kernels/src/tasks/files/README.md says where they come from';
    throw new ArgumentError(
      '--data',
      `is needed: ${ofFiles.name} is made of files, and this is their folder; ${where}`,
    );
  }
  if (!ofFiles && data !== null) {
    throw new ArgumentError('--data', `was "${data}"; ${choices.map(({ name }) => name).join(', ')} has no files`);
  }
}

/** The options with the settings that the loaded task has. */
export function withTasks(options: RunOptions, choices: readonly TaskChoice[]): RunOptions {
  const [task, ...otherTasks] = choices as readonly [TaskChoice, ...TaskChoice[]];
  return { ...options, task, ...(otherTasks.length > 0 && { otherTasks }) };
}
