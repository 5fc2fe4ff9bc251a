import { ArgumentError } from '../errors.ts';
import type { TransformerConfig } from '../model/index.ts';
import { transformerConfig, weightCount } from '../model/index.ts';
import { checkKeys, describe } from '../ops/validation/options.ts';
import { taskOf } from '../tasks/index.ts';
import type { Task, TaskSettings } from '../tasks/index.ts';
import type { RunOptions } from './options.ts';
import { trainingSettings } from './settings.ts';
import type { TrainingSettings } from './settings.ts';
import type { TaskMaker } from './taskMaker.ts';
import { aFunction } from '../shapes.ts';

/** Gradient and optimiser take three times as much again: with these, 2 GiB. */
const MOST_WEIGHTS = 2 ** 27;

/** Numbers that a step keeps for its backward pass: 4 GiB, all that WebAssembly can address. */
const MOST_KEPT = 2 ** 30;

/** Longest sequence, largest vocabulary and the like: a task makes lists of such lengths. */
const LARGEST_SETTING = 2 ** 24;

/** A run whose options can be used, with every default filled in. */
export interface CheckedRun {
  readonly tasks: readonly Task[];
  readonly config: TransformerConfig;
  readonly settings: TrainingSettings;
}

/**
 * Checks the options of a run, which may come from a file, and refuses one of absurd size before anything of it is made.
 * What passes may still be too large for a device, which then says so itself.
 *
 * @param makeTask makes the tasks; see `loadRunTasks` for those of files. Default `taskOf`
 * @throws ArgumentError that names the first setting that can't be used
 */
export function checkRun(options: RunOptions, makeTask: TaskMaker = taskOf): CheckedRun {
  aFunction('makeTask', makeTask);
  checkKeys('run', options, ['task', 'otherTasks', 'model', 'training', 'seed']);
  const { task, otherTasks = [], model = {}, training, seed = 0 } = options;
  if (!Array.isArray(otherTasks)) {
    throw new ArgumentError('otherTasks', `was ${describe(otherTasks)}; expected a list of tasks`);
  }
  const tasks = [
    checkedTask('task', task, makeTask),
    ...otherTasks.map((other) => checkedTask('otherTasks', other, makeTask)),
  ];
  const { vocabulary } = tasks[0]!;
  const other = tasks.find((one) => one.vocabulary !== vocabulary);
  if (other) {
    const problem = `has ${other.name} with a vocabulary of ${other.vocabulary}; expected ${vocabulary}, as the task has`;
    throw new ArgumentError('otherTasks', problem);
  }
  checkKeys('model', model, MODEL_FIELDS);
  const length = Math.max(...tasks.map((one) => one.length));
  const config = transformerConfig({ ...model, vocabulary, length, seed });
  for (const one of tasks) checkClasses(one, config);
  const settings = trainingSettings(training);
  checkSize(config, settings);
  return { tasks, config, settings };
}

/** What a run may say of its model: the task decides the vocabulary and the length, and the run the seed. */
const MODEL_FIELDS = [
  ...['mixer', 'modelDim', 'layers', 'heads', 'headDim', 'feedForwardDim', 'convolution'],
  ...['positions', 'tiedHead', 'classes', 'firstClass', 'pooling', 'headBias', 'gelu', 'preset', 'recompute'],
  ...['lambda0', 'rank', 'strengthLimit', 'normalizeReadout', 'variant', 'features', 'penaltyScope'],
];

function checkedTask(argument: string, choice: unknown, makeTask: TaskMaker): Task {
  checkKeys(argument, choice, ['name', 'settings']);
  const { name, settings = {} } = choice as { name?: unknown; settings?: unknown };
  if (typeof name !== 'string') throw new ArgumentError(argument, `was ${describe(name)}; expected the name of a task`);
  if (typeof settings !== 'object' || settings === null) {
    throw new ArgumentError(`${name}.settings`, `was ${describe(settings)}; expected an object`);
  }
  for (const [key, value] of Object.entries(settings)) {
    if (Number(value) > LARGEST_SETTING) {
      throw new ArgumentError(`${name}.${key}`, `was ${value}; expected at most ${LARGEST_SETTING}`);
    }
  }
  return makeTask(name, settings as TaskSettings);
}

/** A task may say which tokens its answers are; a model of other classes could give none of them. */
function checkClasses({ name, ranges }: Task, { classes, firstClass }: TransformerConfig): void {
  const answers = ranges?.['answers'];
  if (classes === 0 || !answers) return;
  const last = answers.first + answers.size - 1;
  if (answers.first >= firstClass && last < firstClass + classes) return;
  const problem = `are the tokens ${firstClass} to ${firstClass + classes - 1}; the answers of ${name} are ${answers.first} to ${last}`;
  throw new ArgumentError('model.classes', problem);
}

function checkSize(config: TransformerConfig, { batchSize }: TrainingSettings): void {
  const weights = weightCount(config);
  if (weights > MOST_WEIGHTS) {
    throw new ArgumentError('model', `would have ${weights} weights; expected at most ${MOST_WEIGHTS}`);
  }
  const kept = batchSize * config.length * keptPerToken(config);
  if (kept > MOST_KEPT) {
    const problem = `would make a step keep ${kept} numbers; expected at most ${MOST_KEPT}`;
    throw new ArgumentError(
      'batchSize',
      `was ${batchSize}, which ${problem}: the model or its sequences can be smaller, too`,
    );
  }
}

/** Less than what is kept of one token, for it counts the largest parts alone. */
function keptPerToken(config: TransformerConfig): number {
  const { modelDim, layers, heads, headDim, feedForwardDim, convolution, mixer, rank, recompute } = config;
  const projected = heads * headDim * (4 + 3 * convolution + (mixer === 'vla' ? rank : 0));
  const block = 2 * modelDim + projected + 2 * feedForwardDim;
  return recompute === 'blocks' ? layers * modelDim + block : layers * block;
}
