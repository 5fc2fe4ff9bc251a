import { ArgumentError } from '@vla/kernels';
import { findReviews, readReviews, textTask } from '@vla/kernels/tasks';
import { makerOf } from '@vla/kernels/training';
import { portion } from '../../lib/compute/stage.ts';
import type { Compute } from '../../lib/experiment.ts';
import { stagedContest } from '../arena-stages/contest.ts';
import type { StagedConfig } from '../arena-stages/controls.ts';
import type { StagedData } from '../arena-stages/data.ts';
import { readIn, rulesOn } from './rules.ts';

export interface Config extends StagedConfig {
  /** Bytes of a review that are read. */
  readonly bytes: number;
  /** Bytes of the longest runs that the rules count, 1 to 3. */
  readonly runs: number;
  /** Whether all of the published reviews have to be there, or any will do. */
  readonly counts: 'published' | 'any';
}

/** Trains each mixer on the beginnings of real reviews, which are in the folder. */
export const compute: Compute<Config, StagedData> = async (args) => {
  const { config, seed, folder, signal, onProgress } = args;
  if (!folder) throw new ArgumentError('--data', 'is needed: this figure is made of reviews, and this is their folder');
  onProgress({ fraction: 0, message: 'reviews' });
  const { bytes, counts } = config;
  const orders = [1, 2, 3].slice(0, config.runs);
  const reviews = await readReviews(folder, await findReviews(folder), counts, { signal });
  const task = textTask(reviews, { bytes, counts });
  const stage = { name: task.name, settings: task.settings };
  const test = readIn(task, { split: 'test', seed, count: config.tested });
  const rules = rulesOn(reviews, test, { bytes, orders });
  const entrants = await stagedContest(
    {
      stages: [stage],
      // The arena's tiny model.
      model: { layers: 2, heads: 2, positions: 'learned', modelDim: 32, feedForwardDim: 64 },
      batchSize: 32,
    },
    { ...args, onProgress: portion(onProgress, 0.02, 1) },
    makerOf([task]),
  );
  return { stages: [{ key: '', title: `the first ${bytes} bytes`, sequences: test.length, rules }], entrants };
};
