import type { RunOptions, TaskChoice } from '@vla/kernels/training';
import type { FeatureMap, PenaltyScope, VLAVariant } from '@vla/kernels/layers';
import { mixerNames } from '@vla/kernels/model';
import type { TaskSettings } from '@vla/kernels/tasks';
import { Command, InvalidArgumentError, Option } from 'commander';
import { presetOf, taskChoice, trainableTasks } from './preset.ts';

export const backends = ['auto', 'webgpu', 'wasm', 'cpu'] as const;
export type BackendChoice = (typeof backends)[number];

export interface TrainArguments {
  /** What to train: one run, or several side by side. Null where what is stored is continued. */
  readonly runs: readonly RunOptions[] | null;
  /** Threads that train a run together; as many as are fastest where none are named. */
  readonly workers?: number;
  /** Runs side by side; as many as there are cores for where none are named. */
  readonly atOnce?: number;
  /** Folder of the checkpoint, or of the folders of several runs. */
  readonly checkpoint?: string;
  /** Folder of the files that the task is made of, where it is. */
  readonly data?: string;
  /** Steps between evaluations, which are also when the checkpoint is written. */
  readonly every: number;
  readonly backend: BackendChoice;
  readonly driver: 'any' | 'lavapipe' | 'swiftshader';
  readonly json?: string;
}

/** Flags that decide a run: a stored run has them in its file. */
const runFlags = [
  'task',
  'preset',
  'set',
  'delay',
  'mixer',
  'modelDim',
  'layers',
  'heads',
  'headDim',
  'feedForwardDim',
  'convolution',
  'positions',
  'tiedHead',
  'classes',
  'firstClass',
  'pooling',
  'recompute',
  'lambda0',
  'rank',
  'penaltyScope',
  'variant',
  'features',
  'strengthLimit',
  'normalizeReadout',
  'steps',
  'batch',
  'lr',
  'warmup',
];

/** Reads a command line. `argv` as process.argv. Exits with a message where it can't be understood. */
export function parseArguments(argv: readonly string[]): TrainArguments {
  const command = commandLine();
  const flags = command.parse(argv).opts();
  if (!flags['resume']) {
    if (!flags['task'] || !flags['mixer']) command.error('error: --task and --mixer are needed, or --resume');
    const said = (name: string): boolean => command.getOptionValueSource(name) === 'cli';
    return { ...(flags as Omit<TrainArguments, 'runs'>), runs: runsOf(withPreset(flags, said)) };
  }
  if (!flags['checkpoint']) command.error('error: --resume needs --checkpoint DIR');
  const given = [...runFlags, 'seed'].filter((name) => command.getOptionValueSource(name) === 'cli');
  if (given.length > 0) {
    const names = given.map((name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
    command.error(`error: --resume continues the stored run; ${names.join(', ')} can't be given with it`);
  }
  return { ...(flags as Omit<TrainArguments, 'runs'>), runs: null };
}

function commandLine(): Command {
  return new Command('train')
    .description('Trains a small transformer on a memory task, or on one of the Long Range Arena.')
    .addOption(new Option('--task <name>', 'what to learn').choices(trainableTasks))
    .option(
      '--preset <name>',
      'a size of a task of the Long Range Arena, tiny, small or full: its settings, model, batch, steps and rate; flags beside it have precedence',
    )
    .option('--data <dir>', 'folder of the published files, for tasks that are made of files')
    .option('--set <name=value>', 'a setting of the task, such as pairs=8; can be repeated', setting, {})
    .option('--delay <tokens>', 'how long a delayed task has to remember: --set delay=TOKENS in short', number)
    .option(
      '--mixer <names>',
      `what carries information from token to token: ${mixerNames.join(', ')}; see below`,
      list(mixer),
    )
    .option('--model-dim <size>', 'size of a token’s vector', number, 64)
    .option('--layers <count>', 'blocks', number, 2)
    .option('--heads <count>', 'heads of each mixer', number, 2)
    .option('--head-dim <size>', 'size of a head (default: model-dim / heads)', number)
    .option(
      '--feed-forward-dim <size>',
      'width of the feed-forward networks, 0 for none (default: 4 model-dim)',
      number,
    )
    .option('--convolution <taps>', 'taps of the short convolution, 0 for none', number, 0)
    .addOption(new Option('--positions <kind>', 'position vectors').choices(['learned', 'none']).default('learned'))
    .option('--no-tied-head', 'an output matrix of its own, not the token embedding')
    .option('--classes <count>', 'answers that the head chooses from, 0 for every token', number, 0)
    .option('--first-class <token>', 'token of the first of them', number, 0)
    .addOption(
      new Option('--pooling <what>', 'what a head of classes reads: the last token, or the mean over all up to it')
        .choices(['last', 'mean'])
        .default('last'),
    )
    .addOption(
      new Option('--recompute <what>', 'computed twice, so that a step keeps less: blocks need memory for one of them')
        .choices(['nothing', 'blocks'])
        .default('nothing'),
    )
    .option('--lambda0 <number>', 'penalty that the mixer "vla" starts with', number, 0.1)
    .option('--rank <count>', 'penalty directions per token of the mixer "vla"', number, 1)
    .addOption(
      new Option(
        '--penalty-scope <whose>',
        'keys that a head’s directions come from in the mixer "vla": its own, or all',
      )
        .choices(['head', 'model'] satisfies PenaltyScope[])
        .default('head'),
    )
    .addOption(
      new Option('--variant <form>', 'form of VLA that the mixer "vla" is')
        .choices(['v1', 'v2', 'v3'] satisfies VLAVariant[])
        .default('v3'),
    )
    .addOption(
      new Option('--features <map>', 'feature map of keys and queries in the mixers "vla" (form v3) and "linear"')
        .choices(['elu+1', 'softplus', 'relu'] satisfies FeatureMap[])
        .default('elu+1'),
    )
    .option(
      '--strength-limit <number>',
      'what the write strength of the mixer "deltanet" stays below, up to 2',
      number,
      1,
    )
    .option('--normalize-readout', 'each head of the mixer "deltanet" normalizes what it reads')
    .option('--steps <count>', 'optimiser steps', number, 1000)
    .option('--batch <size>', 'sequences per step', number, 32)
    .option('--lr <rates>', 'largest learning rate (default: 0.001); see below', list(number))
    .option('--warmup <steps>', 'steps until it is reached (default: a twentieth of all)', number)
    .option('--seed <integers>', 'decides weights and data (default: 0); see below', list(number))
    .option('--every <steps>', 'steps between evaluations', count, 100)
    .option(
      '--workers <count>',
      'threads that train a run together, each on its rows of every batch (default: by cores and size of a step, or as a stored run has it)',
      count,
    )
    .option('--at-once <count>', 'runs side by side (default: as many as there are cores for)', count)
    .option('--checkpoint <dir>', 'keep the run in this folder, to continue it later')
    .option('--resume', 'continue the run in that folder, or the runs in its folders')
    .option('--json <file>', 'write options, curve and scores')
    .addOption(new Option('--backend <name>', 'where to compute').choices(backends).default('auto'))
    .addOption(
      new Option('--driver <name>', 'Vulkan driver for webgpu')
        .choices(['any', 'lavapipe', 'swiftshader'])
        .default('any'),
    )
    .addHelpText(
      'after',
      `
--mixer, --lr and --seed take several values, as in --mixer vla,softmax --seed 1,2,3: then every mixer is trained with
every rate and seed, side by side on the processor, each to the same last bit as alone. With --checkpoint DIR each has a
folder in DIR. --task text --preset tiny --data data/aclImdb --mixer vla trains on reviews of films; with --resume the same
--data is needed. A number of workers decides the rounding, so a run is repeated or continued to the last bit with as many.`,
    );
}

/** The flags that a preset stands for in the place of their defaults. What was said beside it stays as it was said. */
function withPreset(flags: Record<string, unknown>, said: (name: string) => boolean): Record<string, unknown> {
  const { task: name, preset: size } = flags as { task: string; preset?: string };
  if (size === undefined) return { ...flags, task: taskChoice(name) };
  const { task, model, batchSize, steps, rates } = presetOf(name, size);
  const meant = { ...model, steps, batch: batchSize, lr: [rates[0]] };
  const unsaid = Object.entries(meant).filter(([flag]) => !said(flag));
  return { ...flags, ...Object.fromEntries(unsaid), task };
}

/** Every mixer with every rate and seed, in this order. */
function runsOf(flags: Record<string, unknown>): RunOptions[] {
  const { mixer: mixers, lr: rates = [1e-3], seed: seeds = [0] } = flags as Record<'mixer' | 'lr' | 'seed', unknown[]>;
  return mixers.flatMap((mixer) => rates.flatMap((lr) => seeds.map((seed) => runOf({ ...flags, mixer, lr, seed }))));
}

function runOf(flags: Record<string, unknown>): RunOptions {
  const { task, set, delay, mixer, modelDim, layers, heads, convolution, positions, tiedHead, classes, firstClass } =
    flags;
  const { pooling, recompute, lambda0, rank, penaltyScope, variant, features, strengthLimit, normalizeReadout } = flags;
  const { name, settings } = task as TaskChoice;
  const { headDim, feedForwardDim, steps, batch, lr, warmup, seed } = flags;
  // The model fills in what is missing, and takes no "undefined" for it.
  const sizes = { ...(headDim !== undefined && { headDim }), ...(feedForwardDim !== undefined && { feedForwardDim }) };
  const head = { tiedHead, ...(classes !== 0 && { classes, firstClass }), ...(pooling !== 'last' && { pooling }) };
  const memory = recompute === 'nothing' ? {} : { recompute };
  const own = {
    lambda0,
    rank,
    ...(penaltyScope !== 'head' && { penaltyScope }),
    ...(variant !== 'v3' && { variant }),
    ...(features !== 'elu+1' && { features }),
    ...(strengthLimit !== 1 && { strengthLimit }),
    ...(normalizeReadout === true && { normalizeReadout }),
  };
  const model = { mixer, modelDim, layers, heads, ...sizes, convolution, positions, ...head, ...memory, ...own };
  return {
    task: {
      name,
      settings: { ...settings, ...(set as TaskSettings), ...(delay !== undefined && { delay: delay as number }) },
    },
    model: model as RunOptions['model'],
    training: { steps, batchSize: batch, learningRate: lr, ...(warmup !== undefined && { warmup }) } as never,
    seed: seed as number,
  };
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('Expected a number.');
  return value;
}

function mixer(text: string): string {
  if ((mixerNames as readonly string[]).includes(text)) return text;
  throw new InvalidArgumentError(`Allowed choices are ${mixerNames.join(', ')}.`);
}

/** Reads values with commas between them; a flag that is given again adds to them. */
const list =
  <Value>(read: (text: string) => Value) =>
  (text: string, earlier: readonly Value[] = []): readonly Value[] => {
    const values = [...earlier, ...text.split(',').map((part) => read(part.trim()))];
    if (new Set(values).size < values.length) throw new InvalidArgumentError('A value is there twice.');
    return values;
  };

function count(text: string): number {
  const value = number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Expected a positive integer.');
  return value;
}

function setting(text: string, earlier: TaskSettings): TaskSettings {
  const [, name, value] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (!name || !value) throw new InvalidArgumentError('Expected name=value.');
  return { ...earlier, [name]: Number.isFinite(Number(value)) ? Number(value) : value };
}
