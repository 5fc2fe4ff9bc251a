import type { TaskChoice } from '@vla/kernels/training';
import type { ComputeArguments } from '../../lib/experiment.ts';
import type { TestedEntrant } from '../../lib/training/accuracy.ts';
import { testedIn } from '../../lib/training/accuracy.ts';
import type { ContestConfig } from '../../lib/training/config.ts';
import { entriesOf } from '../../lib/training/config.ts';
import type { TestChoice } from '../../lib/training/recipe.ts';
import { compete } from '../../lib/training/tournament.ts';
import { headSize, pairCounts, pairsInLengths, testLengths, vocabulary } from './sizes.ts';

const packed = (pairs: number): TaskChoice => ({
  name: 'mqar',
  settings: { pairs, vocabulary, distractors: 'noise' },
});
const within = (length: number): TaskChoice => ({
  name: 'mqar',
  settings: { pairs: pairsInLengths, length, vocabulary, distractors: 'noise' },
});

const tests = {
  pairs: pairCounts.map((pairs): TestChoice => ({ ...packed(pairs), sequences: 64 })),
  lengths: testLengths.map((length): TestChoice => ({ ...within(length), sequences: 32 })),
};

/**
 * Trains the models of both recall experiments, and gives the results of one kind of test. Both kinds are made of each
 * model, so that recording one experiment leaves nothing to train for the other.
 */
export async function recallModels(
  kind: keyof typeof tests,
  { config, seed, ...surroundings }: ComputeArguments<ContestConfig>,
): Promise<TestedEntrant[]> {
  const fitting = {
    pairs: tests.pairs.filter((_, i) => 3 * pairCounts[i] <= config.longest),
    lengths: tests.lengths.filter((_, i) => testLengths[i] <= config.longest),
  };
  const all = [...fitting.pairs, ...fitting.lengths];
  const entrants = await compete(
    {
      ...entriesOf(config, seed),
      tests: all,
      choose: 'testLoss',
      recipe: {
        tasks: [packed(4), packed(8), packed(16), within(64)],
        model: {
          ...{ modelDim: 32, layers: 1, heads: 1, headDim: headSize, feedForwardDim: 0 },
          ...{ convolution: 4, positions: 'none', tiedHead: false },
        },
        batchSize: 8,
        steps: config.steps,
      },
    },
    surroundings,
  );
  const first = kind === 'pairs' ? 0 : fitting.pairs.length;
  return entrants.map((entrant) => testedIn(entrant, first, first + fitting[kind].length));
}
