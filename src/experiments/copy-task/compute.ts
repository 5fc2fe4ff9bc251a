import type { MixerName } from '@vla/kernels/model';
import type { TaskChoice } from '@vla/kernels/training';
import type { Compute } from '../../lib/experiment.ts';
import type { ContestConfig } from '../../lib/training/config.ts';
import { entriesOf } from '../../lib/training/config.ts';
import { window } from '../../lib/training/recipe.ts';
import { compete } from '../../lib/training/tournament.ts';
import { symbols, vocabulary } from './sizes.ts';

export interface Run {
  /** Steps until the task was solved, or all. */
  readonly steps: number;
  readonly diverged?: true;
  /** Mean training loss over each window of steps. */
  readonly losses: readonly number[];
  /** Share of right answers in the test. */
  readonly accuracy: number;
}

export interface Data {
  /** Steps in a window. */
  readonly window: number;
  readonly entrants: readonly {
    readonly mixer: MixerName;
    /** Learning rates that were tried, and the mean training loss over the whole budget on the seeds that choose. */
    readonly tried: readonly { readonly learningRate: number; readonly loss: number }[];
    readonly learningRate: number;
    readonly runs: readonly Run[];
  }[];
}

export const compute: Compute<ContestConfig, Data> = async ({ config, seed, ...surroundings }) => {
  const task: TaskChoice = { name: 'copy', settings: { symbols, vocabulary } };
  const entrants = await compete(
    {
      ...entriesOf(config, seed),
      choose: 'trainingLoss',
      tests: [{ ...task, sequences: 64 }],
      recipe: {
        tasks: [task],
        model: {
          ...{ modelDim: 32, layers: 1, heads: 1, headDim: 16, feedForwardDim: 0 },
          ...{ convolution: 4, positions: 'learned', tiedHead: false },
        },
        batchSize: 8,
        steps: config.steps,
      },
    },
    surroundings,
  );
  return {
    window,
    entrants: entrants.map(({ runs, ...entrant }) => ({
      ...entrant,
      runs: runs.map(({ scores, ...run }) => ({ ...run, accuracy: scores[0].accuracy })),
    })),
  };
};
