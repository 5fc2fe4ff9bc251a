/**
 * Synthetic tasks that test what a sequence model remembers, tracks and evaluates: seeded, with every random choice documented.
 *
 * @module @vla/kernels/tasks
 */
import { ArgumentError } from '../errors.ts';
import { describe } from '../ops/validation/options.ts';
import { copy } from './copy.ts';
import { delayedRecall, shiftedTokens } from './delayedRecall.ts';
import { listOps } from './listops/index.ts';
import { mqar } from './mqar.ts';
import { pathfinder } from './pathfinder/index.ts';
import { modularAddition, parity, permutations } from './stateTracking/index.ts';
import type { Task, TaskSettings } from './types.ts';
import { zoologyMqar } from './zoologyMqar.ts';

export { batchAt, batchSeed, rowOf } from './batches.ts';
export type { BatchRequest } from './batches.ts';
export { copy } from './copy.ts';
export type { CopySettings } from './copy.ts';
export { delayedRecall, shiftedTokens } from './delayedRecall.ts';
export type { DelayedRecallSettings, ShiftedTokensSettings } from './delayedRecall.ts';
export type { TokenRange } from './draws.ts';
export * from './files/index.ts';
export * from './image/index.ts';
export * from './listops/index.ts';
export { loadTask, loadedTaskNames } from './loading.ts';
export { mqar } from './mqar.ts';
export type { MqarSettings } from './mqar.ts';
export { withoutPadding } from './padded.ts';
export * from './pathfinder/index.ts';
export * from './pathfinderArchive/index.ts';
export * from './records/index.ts';
export * from './retrieval/index.ts';
export * from './stateTracking/index.ts';
export * from './text/index.ts';
export type { Batch, QuestionGroups, Row, Split, Task, TaskSettings } from './types.ts';
export { zoologyMqar } from './zoologyMqar.ts';
export type { ZoologyMqarSettings } from './zoologyMqar.ts';

const tasks: Readonly<Record<string, (settings: TaskSettings) => Task>> = {
  copy,
  'delayed-recall': delayedRecall,
  'shifted-tokens': shiftedTokens,
  mqar,
  listops: listOps,
  pathfinder,
  parity,
  'modular-addition': modularAddition,
  permutations,
  'zoology-mqar': zoologyMqar,
};

/** Names that {@link taskOf} knows. */
export const taskNames: readonly string[] = Object.keys(tasks);

/** The task of a name, for settings that come from outside: a command line, a checkpoint, a link. */
export function taskOf(name: string, settings: TaskSettings = {}): Task {
  const make = Object.hasOwn(tasks, name) ? tasks[name] : undefined;
  if (!make) throw new ArgumentError('task', `was ${describe(name)}; expected one of ${taskNames.join(', ')}`);
  return make(settings);
}
