import { ArgumentError } from '@vla/kernels';
import { arenaPresets } from '@vla/kernels/training';
import type { ArenaPreset, ArenaPresets, TaskChoice } from '@vla/kernels/training';
import { loadedTaskNames, taskNames } from '@vla/kernels/tasks';

const presets: Readonly<Record<string, ArenaPresets>> = arenaPresets;

/** What a command line may name: every task, and Path-X, which is the largest size of the published pictures. */
export const trainableTasks: readonly string[] = [
  ...new Set([...taskNames, ...loadedTaskNames, ...Object.keys(presets)]),
];

/** The task of a name that a command line gives. Path-X is the archive's, in its published size. */
export function taskChoice(name: string): TaskChoice {
  const known = taskNames.includes(name) || loadedTaskNames.includes(name);
  return known ? { name } : presets[name]!.full.task;
}

/** A preset of a task by its name. */
export function presetOf(task: string, name: string): ArenaPreset {
  const own = Object.hasOwn(presets, task) ? (presets[task] as Readonly<Record<string, ArenaPreset>>) : null;
  if (!own) {
    throw new ArgumentError('--preset', `was "${name}"; ${task} has none, but ${Object.keys(presets).join(', ')} have`);
  }
  const preset = Object.hasOwn(own, name) ? own[name] : undefined;
  if (preset) return preset;
  throw new ArgumentError('--preset', `was "${name}"; ${task} has ${Object.keys(own).join(', ')}`);
}
