import { existsSync, readdirSync } from 'node:fs';
import { access, constants, mkdir, open, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ArgumentError } from '@vla/kernels';
import { TrainingRun } from '@vla/kernels/training';
import type { RunOptions, TaskMaker } from '@vla/kernels/training';

const NAME = 'checkpoint.safetensors';

/** Name of a run among several. */
export const nameOf = ({ model, training, seed }: RunOptions): string =>
  `${model?.mixer}-rate${training.learningRate}-seed${seed}`;

/** Where new runs are kept: one in the folder itself, several in a folder each. Refuses a folder that holds others. */
export async function newFiles(folder: string, runs: readonly RunOptions[]): Promise<string[]> {
  const stored = storedIn(folder)[0];
  if (stored) {
    throw new ArgumentError('--checkpoint', `${stored} is another run; --resume continues it, or name another folder`);
  }
  const files = runs.length === 1 ? [join(folder, NAME)] : runs.map((run) => join(folder, nameOf(run), NAME));
  for (const file of files) {
    await usable('--checkpoint', mkdir(dirname(file), { recursive: true }));
    await usable('--checkpoint', access(dirname(file), constants.W_OK));
  }
  return files;
}

/** The runs in a folder that are to be continued: its own, or those of its folders, in the order of their names. */
export function storedFiles(folder: string): string[] {
  const stored = storedIn(folder);
  if (stored.length > 0) return stored;
  throw new ArgumentError('--checkpoint', `there is no ${join(folder, NAME)} to continue`);
}

function storedIn(folder: string): string[] {
  const own = join(folder, NAME);
  if (existsSync(own)) return [own];
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { withFileTypes: true });
  const files = names.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name, NAME));
  return files.filter((file) => existsSync(file)).sort();
}

/** Stores several runs before their first step, so that those whose turn has not come are continued, too. */
export async function storeBeginnings(
  runs: readonly RunOptions[],
  files: readonly string[],
  makeTask: TaskMaker,
): Promise<void> {
  for (const [i, options] of runs.entries()) {
    const run = new TrainingRun(options, { makeTask });
    await writeFile(files[i]!, await run.checkpoint());
    run.dispose();
  }
}

/** Makes sure, before anything is trained, that a file can be written later. */
export async function checkWritable(flag: string, path: string): Promise<void> {
  await usable(flag, writable(path));
}

async function writable(path: string): Promise<void> {
  if (!existsSync(path)) return access(dirname(path), constants.W_OK);
  const file = await open(path, 'r+');
  await file.close();
}

async function usable(flag: string, action: Promise<unknown>): Promise<void> {
  await action.catch((error: Error) => {
    throw new ArgumentError(flag, `can't be written there: ${error.message}`);
  });
}
