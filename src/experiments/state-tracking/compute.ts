import type { TaskChoice } from '@vla/kernels/training';
import type { Compute, ComputeArguments } from '../../lib/experiment.ts';
import { portion } from '../../lib/compute/stage.ts';
import { mean } from '../../lib/compute/statistics.ts';
import { trainOn } from '../../lib/training/backend.ts';
import type { TrackedEntrant, TrackedRun, TrackingData } from './data.ts';
import type { EntrantName, TaskName, TrackingConfig } from './setting.ts';
import {
  askedLength,
  batchSize,
  entrantNames,
  entrants,
  longestTrained,
  lookEvery,
  model,
  rates,
  sequences,
  solvedAccuracy,
  taskNames,
  tasks,
  trainedLengths,
  weightDecay,
} from './setting.ts';
import type { Asked, TrackedPart } from './train.ts';
import { trainTracked } from './train.ts';

type Arguments = ComputeArguments<TrackingConfig>;

/** Apart from the seeds of the runs that count. */
const SELECTION = 1000;

/** Chooses each entrant's learning rate on each task with a seed and a stream of their own, then trains it on the seeds that count. */
export const compute: Compute<TrackingConfig, TrackingData> = async (args) => {
  const { config, runtime, onProgress } = args;
  await trainOn(runtime);
  const wantedTasks = taskNames.filter((name) => config.tasks.split(' ').includes(name));
  const wanted = config.mixer === 'all' ? entrantNames : [config.mixer];
  const pairs = wantedTasks.flatMap((task) => wanted.map((entrant) => ({ task, entrant })));
  const done = new Map<TaskName, TrackedEntrant[]>(wantedTasks.map((task) => [task, []]));
  for (const [i, { task, entrant }] of pairs.entries()) {
    const progress = portion(onProgress, i / pairs.length, (i + 1) / pairs.length);
    done.get(task)!.push(await tracked(task, entrant, { ...args, onProgress: progress }));
  }
  return { tasks: [...done].map(([task, list]) => ({ task, entrants: list })) };
};

/** One entrant on one task. */
async function tracked(task: TaskName, entrant: EntrantName, args: Arguments): Promise<TrackedEntrant> {
  const { config, seed } = args;
  const searches = config.learningRate === 'searched';
  const candidates = (searches ? rates.length : 0) + config.seeds;
  let begun = 0;
  const run = (learningRate: number, own: number, test: Asked): Promise<TrackedRun> => {
    const onProgress = portion(args.onProgress, begun / candidates, (begun + 1) / candidates);
    begun++;
    return resultOf(partOf({ task, entrant, learningRate, seed: own, steps: config.steps, test }), {
      ...{ name: `${tasks[task].title}, ${entrants[entrant].label}, ${learningRate}, seed ${own}` },
      ...{ ...args, onProgress },
    });
  };
  const choosing = seed + SELECTION;
  const tried: { learningRate: number; accuracy: number }[] = [];
  for (const learningRate of searches ? rates : []) {
    const stream: Asked = { split: 'validation', seed: choosing, sequences: sequences.choice };
    const { diverged, ...one } = await run(learningRate, choosing, stream);
    tried.push({ learningRate, accuracy: diverged ? 0 : mean(one.right) / one.sequences });
  }
  const learningRate = searches ? best(tried).learningRate : Number(config.learningRate);
  const runs: TrackedRun[] = [];
  for (let i = 0; i < config.seeds; i++) {
    runs.push(await run(learningRate, seed + i, { split: 'test', seed, sequences: sequences.test }));
  }
  return { entrant, learningRate, tried, runs };
}

/** All that decides a run. Looks are at a stream of the run's own seed. */
function partOf(run: {
  readonly task: TaskName;
  readonly entrant: EntrantName;
  readonly learningRate: number;
  readonly seed: number;
  readonly steps: number;
  readonly test: Asked;
}): TrackedPart {
  const { task, entrant, learningRate, seed, steps, test } = run;
  const { name, settings } = tasks[task].task;
  const of = (length: number): TaskChoice => ({ name, settings: { ...settings, length } });
  const [first, ...others] = trainedLengths.map(of);
  return {
    options: {
      ...{ task: first, otherTasks: others, seed },
      model: { ...model, ...entrants[entrant].model },
      training: { steps, batchSize, learningRate, weightDecay },
    },
    asked: of(askedLength),
    longestTrained,
    look: { split: 'validation', seed, sequences: sequences.look, every: lookEvery, solvedAccuracy },
    test,
  };
}

async function resultOf(
  part: TrackedPart,
  { name, ...args }: Arguments & { readonly name: string },
): Promise<TrackedRun> {
  const { kept, signal, onProgress } = args;
  signal.throwIfAborted();
  const earlier = kept?.read(part);
  if (earlier !== undefined) return earlier as TrackedRun;
  const result = await trainTracked(part, {
    signal,
    onProgress: (fraction) => onProgress({ fraction, message: name }),
  });
  kept?.write(part, result);
  return result;
}

/** The first of those with the largest share. */
const best = <One extends { readonly accuracy: number }>(list: readonly One[]): One =>
  list.reduce((most, one) => (one.accuracy > most.accuracy ? one : most));
