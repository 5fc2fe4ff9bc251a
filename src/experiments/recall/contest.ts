import type { TaskChoice } from '@vla/kernels/training';
import type { Compute, ComputeArguments } from '../../lib/experiment.ts';
import type { TestedData, TestedEntrant } from '../../lib/training/accuracy.ts';
import { testedIn } from '../../lib/training/accuracy.ts';
import { entriesOf } from '../../lib/training/config.ts';
import { portion } from '../../lib/compute/stage.ts';
import type { Recipe, TestChoice } from '../../lib/training/recipe.ts';
import type { Contest } from '../../lib/training/tournament.ts';
import { compete } from '../../lib/training/tournament.ts';
import type { RecallConfig } from './definition.ts';
import { headSize, pairCounts, pairsInLengths, shortTraining, testLengths, vocabulary } from './sizes.ts';

type Kind = 'pairs' | 'lengths';
type Arguments = ComputeArguments<RecallConfig>;
type Untested = Omit<Contest, 'tests' | 'choose'>;

const packed = (pairs: number): TaskChoice => ({
  name: 'mqar',
  settings: { pairs, vocabulary, distractors: 'noise' },
});
const within = (length: number): TaskChoice => ({
  name: 'mqar',
  settings: { pairs: pairsInLengths, length, vocabulary, distractors: 'noise' },
});

const model: Recipe['model'] = {
  ...{ modelDim: 32, layers: 1, heads: 1, headDim: headSize, feedForwardDim: 0 },
  ...{ convolution: 4, positions: 'none', tiedHead: false },
};

function long({ config, seed }: Arguments): Untested {
  const tasks = [packed(4), packed(8), packed(16), within(64)];
  return {
    ...entriesOf(config, seed),
    recipe: { tasks, model, batchSize: 8, steps: config.steps },
  };
}

function short({ config, seed }: Arguments): Untested {
  const { pairs, batchSize, steps, learningRate } = shortTraining;
  return {
    ...entriesOf({ ...config, mixer: 'vla', learningRate: String(learningRate) }, seed),
    recipe: { tasks: [packed(pairs)], model, batchSize, steps: Math.min(steps, config.steps) },
  };
}

/** Tests of both kinds on sequences of up to so many tokens. */
const testsUpTo = (longest: number): Record<Kind, TestChoice[]> => ({
  pairs: pairCounts.filter((pairs) => 3 * pairs <= longest).map((pairs) => ({ ...packed(pairs), sequences: 64 })),
  lengths: testLengths.filter((length) => length <= longest).map((length) => ({ ...within(length), sequences: 32 })),
});

/**
 * Holds a contest and gives the results of one kind of test. Both kinds are made of each model, so that recording one
 * experiment leaves nothing to train for the other.
 */
async function tested(
  kind: Kind,
  { longest, ...contest }: Untested & { readonly longest: number },
  args: Arguments,
): Promise<TestedEntrant[]> {
  const tests = testsUpTo(longest);
  const all = [...tests.pairs, ...tests.lengths];
  const entrants = await compete({ ...contest, choose: 'testLoss', tests: all }, args);
  const first = kind === 'pairs' ? 0 : tests.pairs.length;
  return entrants.map((entrant) => testedIn(entrant, first, first + tests[kind].length));
}

/** Share of the time that the long training takes where both are asked for. */
const LONG = 0.97;

/** Trains the models of both recall experiments: see {@link tested}. */
export const recallModels =
  (kind: Kind): Compute<RecallConfig, TestedData> =>
  async (args) => {
    const { training, longest } = args.config;
    const part = (from: number, to: number): Arguments => ({
      ...args,
      onProgress: portion(args.onProgress, from, to),
    });
    const border = { both: LONG, long: 1, short: 0 }[training];
    const shortLongest = Math.min(shortTraining.longest, longest);
    return {
      entrants: training === 'short' ? [] : await tested(kind, { ...long(args), longest }, part(0, border)),
      short: training === 'long' ? [] : await tested(kind, { ...short(args), longest: shortLongest }, part(border, 1)),
    };
  };
