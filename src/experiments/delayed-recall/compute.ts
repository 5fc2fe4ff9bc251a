import type { TaskChoice } from '@vla/kernels/training';
import type { Compute } from '../../lib/experiment.ts';
import type { TestedData } from '../../lib/training/accuracy.ts';
import { testedIn } from '../../lib/training/accuracy.ts';
import { entriesOf } from '../../lib/training/config.ts';
import type { LongestConfig } from '../../lib/training/definition.ts';
import { compete } from '../../lib/training/tournament.ts';
import { pairs, rates, testDelays, trainedDelays, vocabulary } from './sizes.ts';

const taskAt = (delay: number): TaskChoice => ({ name: 'delayed-recall', settings: { delay, pairs, vocabulary } });

export const compute: Compute<LongestConfig, TestedData> = async ({ config, seed, ...surroundings }) => {
  const delays = testDelays.filter((delay) => 2 * pairs + delay + 1 <= config.longest);
  const entrants = await compete(
    {
      ...entriesOf(config, seed, rates),
      choose: 'testLoss',
      tests: delays.map((delay) => ({ ...taskAt(delay), sequences: 64 })),
      recipe: {
        tasks: trainedDelays.map(taskAt),
        model: {
          ...{ modelDim: 32, layers: 1, heads: 1, headDim: 16, feedForwardDim: 0 },
          ...{ convolution: 4, positions: 'none', tiedHead: false },
        },
        batchSize: 16,
        steps: config.steps,
      },
    },
    surroundings,
  );
  return { entrants: entrants.map((entrant) => testedIn(entrant, 0, delays.length)) };
};
