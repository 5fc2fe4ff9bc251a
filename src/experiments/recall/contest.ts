import type { MixerName } from '@vla/kernels/model';
import type { TaskChoice } from '@vla/kernels/training';
import type { ComputeArguments } from '../../lib/experiment.ts';
import type { ContestConfig } from '../../lib/training/config.ts';
import { entriesOf } from '../../lib/training/config.ts';
import type { CellResult, TestChoice } from '../../lib/training/recipe.ts';
import { compete } from '../../lib/training/tournament.ts';
import { headSize, pairCounts, pairsInLengths, testLengths, vocabulary } from './sizes.ts';

/** What became of a mixer, for some of the tests. */
export interface Entrant {
  readonly mixer: MixerName;
  /** Learning rates that were tried, and the mean test loss of each on the seed that chooses. */
  readonly tried: readonly { readonly learningRate: number; readonly loss: number }[];
  readonly learningRate: number;
  readonly runs: readonly Run[];
}

export interface Run {
  readonly steps: number;
  readonly diverged?: true;
  /** Share of right answers, test by test. */
  readonly accuracy: readonly number[];
  /** Share of flawless sequences, test by test. */
  readonly exactMatch: readonly number[];
}

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
): Promise<Entrant[]> {
  const fitting = {
    pairs: tests.pairs.filter((_, i) => 3 * pairCounts[i] <= config.longest),
    lengths: tests.lengths.filter((_, i) => testLengths[i] <= config.longest),
  };
  const all = [...fitting.pairs, ...fitting.lengths];
  const entrants = await compete(
    {
      ...entriesOf(config, seed),
      tests: all,
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
  const range = [first, first + fitting[kind].length] as const;
  const shown = ({ steps, diverged, scores }: CellResult): Run => ({
    steps,
    ...(diverged && { diverged }),
    accuracy: scores.slice(...range).map(({ accuracy }) => accuracy),
    exactMatch: scores.slice(...range).map(({ exactMatch }) => exactMatch),
  });
  return entrants.map(({ runs, ...entrant }) => ({ ...entrant, runs: runs.map(shown) }));
}
