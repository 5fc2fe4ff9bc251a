import { portion } from '../../lib/compute/stage.ts';
import type { Compute } from '../../lib/experiment.ts';
import type { Contest, Entrant } from '../../lib/training/tournament.ts';
import { compete } from '../../lib/training/tournament.ts';
import { mixers } from '../../lib/training/config.ts';
import { climbedRung, contestOn } from '../listops-ladder/climb.ts';
import type { LadderRungs } from '../listops-ladder/data.ts';
import { testOf } from '../listops-ladder/floors.ts';
import type { Config } from './definition.ts';
import { ratesOfRungB } from './rates.ts';

/** Steps from one look at the validation stream to the next: ten looks in a run of the record. */
const every = 300;

/** Trains each mixer on rung C with the learning rate that it had on rung B. */
export const compute: Compute<Config, LadderRungs> = async (args) => {
  const { config, seed, onProgress } = args;
  const seeds = Array.from({ length: config.seeds }, (_, i) => seed + i);
  const { recipe, ...contest } = contestOn('C', { config, seed });
  const followed = { ...recipe.followed!, every };
  const wanted = config.mixer === 'all' ? mixers : [config.mixer];
  const entrants: Entrant[] = [];
  for (const [i, mixer] of wanted.entries()) {
    const alone: Pick<Contest, 'mixers' | 'learningRates' | 'seeds' | 'selectionSeeds'> = {
      ...{ mixers: [mixer], learningRates: [ratesOfRungB[mixer]!], seeds, selectionSeeds: [] },
    };
    const progress = portion(onProgress, i / wanted.length, (i + 1) / wanted.length);
    entrants.push(
      ...(await compete({ ...contest, ...alone, recipe: { ...recipe, followed } }, { ...args, onProgress: progress })),
    );
  }
  return { rungs: [climbedRung(testOf('C', { seed, count: config.tested }), 'C', entrants)] };
};
