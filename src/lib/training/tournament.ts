import type { MixerName } from '@vla/kernels/model';
import type { ComputeArguments } from '../experiment.ts';
import { stage } from '../compute/stage.ts';
import { mean } from '../compute/statistics.ts';
import { trainOn } from './backend.ts';
import { trainCandidate } from './candidate.ts';
import type { Candidate, CandidateResult, Recipe, TestChoice } from './recipe.ts';
import { window } from './recipe.ts';

/** Mixers that compete, and with how much care. */
export interface Contest {
  readonly mixers: readonly MixerName[];
  /** Tried for every mixer; with a single one, nothing is chosen. */
  readonly learningRates: readonly number[];
  /** Seeds of the runs that count. */
  readonly seeds: readonly number[];
  /**
   * What chooses it: the mean test loss on the tasks trained on, or the training loss averaged over the whole budget, in
   * which the steps that a solved run does not need count 0.
   */
  readonly choose: 'testLoss' | 'trainingLoss';
  /** Seeds of the runs that choose the learning rate; they are none of the others. */
  readonly selectionSeeds: readonly number[];
  readonly recipe: Recipe;
  /** What is tested once the learning rate is chosen. */
  readonly tests: readonly TestChoice[];
}

export interface Entrant {
  readonly mixer: MixerName;
  /** Every learning rate tried and the loss that chooses, in nats, over its seeds; empty where one was given. */
  readonly tried: readonly { readonly learningRate: number; readonly loss: number }[];
  readonly learningRate: number;
  /** One for each seed. */
  readonly runs: readonly CandidateResult[];
}

type Surroundings = Pick<ComputeArguments<unknown>, 'runtime' | 'signal' | 'onProgress' | 'kept'>;

/** Chooses each mixer's learning rate on seeds of their own, then trains and tests it on the seeds that count. */
export async function compete(contest: Contest, surroundings: Surroundings): Promise<Entrant[]> {
  await trainOn(surroundings.runtime);
  const { mixers, learningRates, seeds, selectionSeeds, recipe, tests } = contest;
  const searches = learningRates.length > 1;
  const candidatesPerMixer = (searches ? learningRates.length * selectionSeeds.length : 0) + seeds.length;
  let begun = 0;
  const result = (candidate: Omit<Candidate, 'recipe'>): Promise<CandidateResult> => {
    const all = mixers.length * candidatesPerMixer;
    const [from, to] = [begun++ / all, begun / all];
    const message = `${candidate.mixer}, learning rate ${candidate.learningRate}, seed ${candidate.seed}`;
    const onProgress = stage(surroundings.onProgress, { from, to, message });
    return keptOr({ recipe, ...candidate }, { ...surroundings, onProgress });
  };

  const entrants: Entrant[] = [];
  for (const mixer of mixers) {
    const tried = [];
    for (const learningRate of searches ? learningRates : []) {
      const selection = recipe.tasks.map((task) => ({ ...task, sequences: selectionSequences }));
      const losses = [];
      for (const seed of selectionSeeds) {
        const selected = await result({ mixer, learningRate, seed, tests: selection });
        losses.push(selected.diverged ? DIVERGED : choosing[contest.choose](selected, recipe));
      }
      tried.push({ learningRate, loss: mean(losses) });
    }
    const learningRate = searches ? lowest(tried).learningRate : learningRates[0];
    const runs = [];
    for (const seed of seeds) runs.push(await result({ mixer, learningRate, seed, tests }));
    entrants.push({ mixer, tried, learningRate, runs });
  }
  return entrants;
}

/** Loss of a run that diverged, in nats: more than any other has. */
const DIVERGED = 1e6;

/** Sequences per task that a learning rate is judged on. */
const selectionSequences = 64;

async function keptOr(
  candidate: Candidate,
  { kept, signal, onProgress }: Omit<Surroundings, 'onProgress'> & { onProgress: (fraction: number) => void },
): Promise<CandidateResult> {
  const earlier = kept?.read(candidate);
  if (earlier !== undefined) return earlier as CandidateResult;
  onProgress(0);
  const result = await trainCandidate({ candidate, signal, onProgress });
  kept?.write(candidate, result);
  return result;
}

const choosing: Readonly<Record<Contest['choose'], (result: CandidateResult, recipe: Recipe) => number>> = {
  testLoss: ({ scores }) => mean(scores.map(({ loss }) => loss)),
  trainingLoss: ({ losses }, { steps }) => losses.reduce((sum, loss) => sum + loss * window, 0) / steps,
};

const lowest = <One extends { readonly loss: number }>(list: readonly One[]): One =>
  list.reduce((best, one) => (one.loss < best.loss ? one : best));
