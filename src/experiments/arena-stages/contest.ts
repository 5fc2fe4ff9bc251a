import type { MixerName } from '@vla/kernels/model';
import type { TaskMaker } from '@vla/kernels/training';
import type { ComputeArguments } from '../../lib/experiment.ts';
import { trainOn } from '../../lib/training/backend.ts';
import { mixers } from '../../lib/training/config.ts';
import { progressOf } from '../../lib/training/progress.ts';
import type { StagedCandidate, StagedResult } from '../../lib/training/staged.ts';
import { trainStages } from '../../lib/training/staged.ts';
import type { StagedConfig } from './controls.ts';
import { rates } from './controls.ts';
import type { StagedEntrant } from './data.ts';

/** What all mixers have in common. */
export type StagedRecipe = Pick<StagedCandidate, 'stages' | 'model' | 'batchSize'>;

/** Steps from one look at the validation stream to the next. */
const every = 100;

/** The part of the first stage's updates for which learning rates are tried. */
const searchedPart = 0.5;

type Arguments = ComputeArguments<StagedConfig>;

/**
 * Chooses each mixer's learning rate by a seed of its own, by the validation loss after half a first stage, and trains it on the seeds
 * that count: one after the other.
 */
export async function stagedContest(
  common: StagedRecipe,
  { config, seed, runtime, ...surroundings }: Arguments,
  makeTask?: TaskMaker,
): Promise<StagedEntrant[]> {
  await trainOn(runtime);
  const wanted = config.mixer === 'all' ? mixers : [config.mixer];
  const searches = config.learningRate === 'searched';
  const progress = progressOf(wanted.length * (config.seeds + (searches ? rates.length : 0)), surroundings.onProgress);
  const tested = { sequences: config.tested, seed };
  const recipe = { ...common, tested, followed: { every, sequences: config.followed } };

  async function result(candidate: StagedCandidate): Promise<StagedResult> {
    const { kept, signal } = surroundings;
    signal.throwIfAborted();
    const earlier = kept?.read(candidate);
    if (earlier !== undefined) {
      progress.skip();
      return earlier as StagedResult;
    }
    const { mixer, learningRate, seed } = candidate;
    const onProgress = progress.begin(`${mixer}, learning rate ${learningRate}, seed ${seed}`);
    const outcome = await trainStages(candidate, { signal, onProgress, makeTask });
    onProgress(1);
    kept?.write(candidate, outcome);
    return outcome;
  }

  async function lossAt(mixer: MixerName, learningRate: number): Promise<number> {
    const stages = recipe.stages.slice(0, 1);
    const steps = Math.max(1, Math.round(searchedPart * config.steps));
    const tried = { ...recipe, stages, steps, mixer, learningRate, seed: seed + 1000 };
    return (await result(tried)).stages[0]?.validationLoss ?? DIVERGED;
  }

  const entrants: StagedEntrant[] = [];
  for (const mixer of wanted) {
    const tried: { learningRate: number; loss: number }[] = [];
    if (searches)
      for (const learningRate of rates) tried.push({ learningRate, loss: await lossAt(mixer, learningRate) });
    const learningRate = searches
      ? tried.reduce((best, one) => (one.loss < best.loss ? one : best)).learningRate
      : Number(config.learningRate);
    const runs: StagedResult[] = [];
    for (let i = 0; i < config.seeds; i++)
      runs.push(await result({ ...recipe, steps: config.steps, mixer, learningRate, seed: seed + i }));
    entrants.push({ mixer, tried, learningRate, runs });
  }
  return entrants;
}

/** Loss of a run that diverged, in nats: more than any other has. */
const DIVERGED = 1e6;
