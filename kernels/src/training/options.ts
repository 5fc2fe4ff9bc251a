import type { TransformerOptions } from '../model/index.ts';
import type { TaskSettings } from '../tasks/index.ts';
import type { TrainingOptions } from './settings.ts';

/** A task by its name and settings; see `taskOf`, and `loadRunTasks` for those of files. */
export interface TaskChoice {
  readonly name: string;
  readonly settings?: TaskSettings;
}

/** All that decides a run, as plain data. */
export interface RunOptions {
  readonly task: TaskChoice;
  /** Further tasks over the same vocabulary: batch i is of the first task, the second, … in turn. Default: none. */
  readonly otherTasks?: readonly TaskChoice[];
  /** Vocabulary, length and seed come from the task and the run. */
  readonly model?: Partial<Omit<TransformerOptions, 'vocabulary' | 'length' | 'seed'>>;
  readonly training: TrainingOptions;
  /** Decides the initial weights and all batches. 0 … 2³² − 1, default 0. */
  readonly seed?: number;
}
