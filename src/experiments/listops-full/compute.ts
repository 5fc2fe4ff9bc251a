import { listOpsArena } from '@vla/kernels/training';
import { portion } from '../../lib/compute/stage.ts';
import type { Compute } from '../../lib/experiment.ts';
import { compete } from '../../lib/training/tournament.ts';
import { climbedRung } from '../listops-ladder/climb.ts';
import { testOf } from '../listops-ladder/floors.ts';
import type { FullData } from './data.ts';
import { linearTimeMixers } from './data.ts';
import type { Config } from './definition.ts';

/** The learning rate of every mixer: what small models have otherwise been trained with; one run each leaves none for a search. */
export const learningRate = 0.001;

/** Steps from one look at the validation stream to the next, and sequences of a look. */
const followed = { every: 500, sequences: 256 };

/** Trains each mixer on the published task. */
export const compute: Compute<Config, FullData> = async (args) => {
  const { config, seed, onProgress } = args;
  const { model, batchSize } = listOpsArena.full;
  const task = { name: 'listops', settings: { preset: 'full', asked: 'root' } };
  const isWhole = config.until >= config.steps;
  const entrants = await compete(
    {
      mixers: config.mixer === 'all' ? linearTimeMixers : [config.mixer],
      learningRates: [learningRate],
      seeds: [seed],
      selectionSeeds: [],
      choose: 'testLoss',
      recipe: {
        tasks: [task],
        model: { positions: 'learned', ...model },
        ...{ batchSize, steps: config.steps, followed },
        ...(!isWhole && { until: config.until }),
      },
      tests: isWhole
        ? [{ ...task, sequences: config.tested, stream: { split: 'test', seed }, keepsAnswers: true }]
        : [],
    },
    { ...args, onProgress: portion(onProgress, 0, 0.99) },
  );
  const test = testOf('full', { seed, count: config.tested });
  return {
    rungs: [climbedRung(test, 'full', isWhole ? entrants : [])],
    begun: entrants.map(({ mixer, runs: [{ losses }] }) => ({
      mixer: mixer as (typeof linearTimeMixers)[number],
      loss: losses[0],
    })),
  };
};
