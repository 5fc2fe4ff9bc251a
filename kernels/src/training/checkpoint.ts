import { ArgumentError } from '../errors.ts';
import type { VLATransformer } from '../model/index.ts';
import {
  assignParameters,
  configOf,
  decodeSafetensors,
  encodeSafetensors,
  readParameters,
  transformerConfig,
  weightCount,
} from '../model/index.ts';
import type { TensorFile } from '../model/index.ts';
import { checkWeights, parseText } from '../model/files.ts';
import type { Moments } from './adamw.ts';
import type { RunOptions, TaskChoice } from './options.ts';
import { MOST_WORKERS } from './parallel/limit.ts';
import { checkRun } from './size.ts';
import type { TaskMaker } from './taskMaker.ts';

export interface Checkpoint {
  readonly options: RunOptions;
  readonly step: number;
  readonly moments: Moments;
  /** Name of the tfjs backend that computed it. Only there a run continues exactly, to the last bit. */
  readonly backend: string;
  /** How many workers computed it: see `TrainingRun.workers`. */
  readonly workers: number;
  /** Puts the stored weights into a model of the same configuration. */
  readonly restore: (model: VLATransformer) => void;
}

/**
 * A run as a safetensors file: the model's weights under their names, the optimiser's moments as "optimizer.mean" and
 * "optimizer.variance" (all weights in order, one after the other), and as texts "config" (the model's, so that the file
 * is a model's file, too), "run", "step", "backend" and "workers". There is no state of a random generator: batch i depends on the
 * seed and i alone.
 */
export async function encodeCheckpoint({
  model,
  moments,
  step,
  options,
  backend,
  workers,
}: Omit<Checkpoint, 'restore'> & { readonly model: VLATransformer }): Promise<Uint8Array<ArrayBuffer>> {
  const parameters = await readParameters(model);
  const flat = (data: Float32Array) => ({ shape: [data.length], data });
  return encodeSafetensors({
    tensors: {
      ...parameters,
      'optimizer.mean': flat(moments.mean),
      'optimizer.variance': flat(moments.variance),
    },
    metadata: {
      format: 'vla-training-run',
      config: JSON.stringify(model.config),
      run: JSON.stringify(options),
      step: String(step),
      backend,
      workers: String(workers),
    },
  });
}

/**
 * Reads a run from a file that may come from anywhere. What it says of itself is held against what is in it before a
 * model of the sizes it names is made.
 *
 * @throws ArgumentError for everything that {@link encodeCheckpoint} would not have written
 */
export function decodeCheckpoint(bytes: Uint8Array | ArrayBuffer, makeTask?: TaskMaker): Checkpoint {
  const file = decodeSafetensors(bytes);
  const { tensors, metadata } = file;
  const options = optionsIn(metadata);
  const { config, settings } = checkRun(options, makeTask);
  const step = stepOf(metadata['step'], settings.steps);
  if (JSON.stringify(transformerConfig(configOf(file))) !== JSON.stringify(config)) {
    throw wrong('has a configuration that is not that of its run');
  }
  const weights = Object.fromEntries(Object.entries(tensors).filter(([name]) => !name.startsWith('optimizer.')));
  checkWeights(weights, config);
  return {
    options,
    step,
    moments: momentsOf(tensors, weightCount(config)),
    backend: metadata['backend'] ?? 'unknown',
    workers: workersOf(metadata['workers']),
    restore: (model) => assignParameters(model, weights),
  };
}

function optionsIn(metadata: TensorFile['metadata']): RunOptions {
  if (metadata['format'] !== 'vla-training-run' || !metadata['run']) {
    throw wrong('holds no training run; expected a file made by checkpoint()');
  }
  return parseText('run', metadata['run']) as RunOptions;
}

/**
 * The tasks of a stored run, for those who have to load their files before they can resume it. Nothing else of the file is looked at.
 *
 * @throws ArgumentError for a file that is no run's
 */
export function storedTasks(bytes: Uint8Array | ArrayBuffer): readonly TaskChoice[] {
  const { task, otherTasks = [] } = optionsIn(decodeSafetensors(bytes).metadata);
  const choices: unknown[] = Array.isArray(otherTasks) ? [task, ...otherTasks] : [task];
  const isChoice = (choice: unknown): choice is TaskChoice => typeof (choice as TaskChoice | null)?.name === 'string';
  if (!choices.every(isChoice)) throw wrong('names no task');
  return choices;
}

/** As String() writes a count: no sign, no point, no zero in front. */
const COUNT = /^(0|[1-9]\d*)$/;

/** Files from before it was kept were computed by one. */
function workersOf(text = '1'): number {
  if (COUNT.test(text) && Number(text) >= 1 && Number(text) <= MOST_WORKERS) return Number(text);
  throw wrong(`was computed by "${text}" workers; expected 1 to ${MOST_WORKERS}`);
}

function stepOf(text: string | undefined, steps: number): number {
  if (text !== undefined && COUNT.test(text) && Number(text) <= steps) return Number(text);
  throw wrong(`was stored after step ${text === undefined ? 'undefined' : `"${text}"`}; expected 0 to ${steps}`);
}

function momentsOf(tensors: TensorFile['tensors'], count: number): Moments {
  const read = (name: string, accept: (value: number) => boolean): Float32Array => {
    const data = tensors[`optimizer.${name}`]?.data;
    if (data?.length !== count) throw wrong(`has moments that do not fit its ${count} weights`);
    const bad = data.find((value) => !accept(value));
    if (bad !== undefined) throw wrong(`has ${bad} in "optimizer.${name}"`);
    return data;
  };
  const isSquare = (value: number): boolean => Number.isFinite(value) && value >= 0;
  return { mean: read('mean', Number.isFinite), variance: read('variance', isSquare) };
}

function wrong(problem: string): ArgumentError {
  return new ArgumentError('checkpoint', problem);
}
