import type { TaskChoice } from '@vla/kernels/training';
import { limited } from '../../lib/compute/limited.ts';
import { parts } from '../../lib/compute/stage.ts';
import type { Compute, ComputeArguments } from '../../lib/experiment.ts';
import type { CandidateResult } from '../../lib/training/recipe.ts';
import type { Contest } from '../../lib/training/tournament.ts';
import { compete } from '../../lib/training/tournament.ts';
import type { SizedData, SizedEntrant, SizedRun } from './data.ts';
import type { EntrantName } from './entrants.ts';
import { forms } from './entrants.ts';
import { batchSize, followed, judgedOn, model, rates } from './sizes.ts';

export interface SizedConfig {
  /** One entrant, or all of the experiment. */
  readonly mixer: EntrantName | 'all';
  /** A number, or "searched": the best of several for each entrant. */
  readonly learningRate: string;
  /** Runs that count, each with a seed of its own. */
  readonly seeds: number;
  readonly steps: number;
  /** One of the sizes of the task, or "all" of the experiment. */
  readonly sizes: string;
  /** Sequences of the test. */
  readonly tested: number;
}

/** What an experiment compares: in this order it is trained. */
export interface SizedShape {
  readonly entrants: readonly EntrantName[];
  /** How much is to be held in memory: a model is trained for each. */
  readonly sizes: readonly number[];
  readonly task: (size: number) => TaskChoice;
  /** The size at which learning rates are chosen. */
  readonly choosing: number;
  /** What sizes count, as in "16 pairs". */
  readonly unit: string;
}

type Arguments = ComputeArguments<SizedConfig>;

/**
 * Chooses each entrant's learning rate at one size of the task, and trains models of its own for every size with it.
 * Entrants that wait for no other are side by side where there are threads for them.
 */
export const contestAtSize =
  (shape: SizedShape): Compute<SizedConfig, SizedData> =>
  async (args) => {
    const { config, onProgress } = args;
    const { entrants, sizes, choosing } = shape;
    const names = config.mixer === 'all' ? entrants : [config.mixer];
    const wanted = config.sizes === 'all' ? sizes : [Number(config.sizes)];
    const searches = config.learningRate === 'searched';
    const first = searches || wanted.includes(choosing);
    const others = wanted.filter((size) => size !== choosing);
    const next = parts(onProgress, names.length * (others.length + (first ? 1 : 0)));
    const inTurn = limited(args.threads?.most ?? 1);
    const point = (entrant: SizedEntrant, choice: Omit<PointChoice, 'task'>): Promise<SizedEntrant> =>
      inTurn(() => pointOf(entrant, { ...choice, task: shape.task(choice.size) }, { ...args, onProgress: next() }));
    const learningRates = searches ? rates : [Number(config.learningRate)];
    let chosen: SizedEntrant[] = names.map((name) => ({ name, tried: [], learningRate: learningRates[0], points: [] }));
    if (first) {
      const runs = wanted.includes(choosing) ? config.seeds : 0;
      chosen = await Promise.all(chosen.map((entrant) => point(entrant, { size: choosing, runs, learningRates })));
    }
    for (const size of others) {
      chosen = await Promise.all(
        chosen.map((entrant) => point(entrant, { size, runs: config.seeds, learningRates: [entrant.learningRate] })),
      );
    }
    return { entrants: chosen.map(({ points, ...rest }) => ({ ...rest, points: [...points].sort(bySize) })) };
  };

const bySize = (a: { readonly size: number }, b: { readonly size: number }): number => a.size - b.size;

interface PointChoice {
  readonly task: TaskChoice;
  readonly size: number;
  readonly runs: number;
  readonly learningRates: readonly number[];
}

/** The entrant with its models for one size, and with the best of the learning rates where there are several. */
async function pointOf(entrant: SizedEntrant, point: PointChoice, args: Arguments): Promise<SizedEntrant> {
  const [{ tried, learningRate, runs }] = await compete(contestOf(entrant.name, point, args), args);
  const { points } = entrant;
  return {
    ...entrant,
    ...(tried.length > 0 && { tried, learningRate }),
    points: point.runs === 0 ? points : [...points, { size: point.size, runs: runs.map(runOf) }],
  };
}

/** One seed chooses, far from those that count. */
function contestOf(
  name: EntrantName,
  { task, runs, learningRates }: PointChoice,
  { config, seed }: Arguments,
): Contest {
  const { mixer, model: own } = forms[name];
  return {
    ...{ mixers: [mixer], learningRates, choose: 'soonest' },
    seeds: Array.from({ length: runs }, (_, i) => seed + i),
    selectionSeeds: [seed + 1000],
    judged: { split: 'validation', sequences: judgedOn },
    recipe: { tasks: [task], model: { ...model, ...own }, batchSize, steps: config.steps, followed },
    tests: [{ ...task, sequences: config.tested, stream: { split: 'test', seed } }],
  };
}

function runOf({ scores, curve, steps, solved, diverged, processorSeconds }: CandidateResult): SizedRun {
  const [{ accuracy, exactMatch }] = scores;
  return {
    ...{ accuracy, exactMatch, curve: curve!, steps },
    ...(solved && { solved }),
    ...(diverged && { diverged }),
    ...(processorSeconds !== undefined && { processorSeconds }),
  };
}
