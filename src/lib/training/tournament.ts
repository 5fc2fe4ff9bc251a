import type { MixerName } from '@vla/kernels/model';
import type { Split } from '@vla/kernels/tasks';
import type { ComputeArguments } from '../experiment.ts';
import { mean } from '../compute/statistics.ts';
import { trainOn } from './backend.ts';
import { Field } from './field.ts';
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
   * What chooses it: the mean test loss on the tasks trained on; the training loss averaged over the whole budget, in
   * which the steps that a solved run does not need count 0; or, of followed runs that can be solved, "soonest": a solved one counts
   * as less than any loss, by the share of the budget that it did not need, and the others by their test loss. With one seed that
   * chooses, "soonest" trains the first learning rate to its end, and the others for no longer than it needed: after that they are not chosen.
   */
  readonly choose: 'testLoss' | 'trainingLoss' | 'soonest';
  /** What a learning rate is judged on, by each of the seeds that choose. Default: 64 sequences of the test stream. */
  readonly judged?: { readonly split: Split; readonly sequences: number };
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

type Surroundings = Pick<ComputeArguments<unknown>, 'runtime' | 'signal' | 'onProgress' | 'kept' | 'threads'>;

/**
 * Chooses each mixer's learning rate on seeds of their own, then trains and tests it on the seeds that count. Runs that
 * wait for no other are side by side where there are threads for them; what comes out does not depend on it.
 */
export async function compete(contest: Contest, surroundings: Surroundings): Promise<Entrant[]> {
  await trainOn(surroundings.runtime);
  const { mixers, learningRates, seeds, selectionSeeds, recipe, tests } = contest;
  const searches = learningRates.length > 1;
  const candidatesPerMixer = (searches ? learningRates.length * selectionSeeds.length : 0) + seeds.length;
  const field = new Field(mixers.length * candidatesPerMixer, surroundings);
  const result = (candidate: Omit<Candidate, 'recipe'>, until?: number): Promise<CandidateResult> =>
    field.result({ recipe: until === undefined ? recipe : { ...recipe, until }, ...candidate });

  async function lossAt(mixer: MixerName, learningRate: number, until?: number): Promise<number> {
    const selected = selectionSeeds.map((seed) => {
      const { split, sequences = selectionSequences } = contest.judged ?? {};
      const selection = recipe.tasks.map((task) => ({ ...task, sequences, ...(split && { stream: { split, seed } }) }));
      return result({ mixer, learningRate, seed, tests: selection }, until);
    });
    const lossOf = (one: CandidateResult): number => (one.diverged ? DIVERGED : choosing[contest.choose](one, recipe));
    return mean((await Promise.all(selected)).map(lossOf));
  }

  async function lossesAt(mixer: MixerName, rates: readonly number[]): Promise<number[]> {
    if (contest.choose !== 'soonest' || selectionSeeds.length > 1) {
      return Promise.all(rates.map((learningRate) => lossAt(mixer, learningRate)));
    }
    const [first, ...others] = rates;
    const loss = await lossAt(mixer, first);
    const until = loss < 0 ? Math.round((1 + loss) * recipe.steps) : undefined;
    return [loss, ...(await Promise.all(others.map((learningRate) => lossAt(mixer, learningRate, until))))];
  }

  async function entrant(mixer: MixerName): Promise<Entrant> {
    const rates = searches ? learningRates : [];
    const losses = searches ? await lossesAt(mixer, rates) : [];
    const tried = rates.map((learningRate, i) => ({ learningRate, loss: losses[i] }));
    const learningRate = searches ? lowest(tried).learningRate : learningRates[0];
    const runs = await Promise.all(seeds.map((seed) => result({ mixer, learningRate, seed, tests })));
    return { mixer, tried, learningRate, runs };
  }

  return field.whole(Promise.all(mixers.map(entrant)));
}

/** Loss of a run that diverged, in nats: more than any other has. */
const DIVERGED = 1e6;

/** Sequences per task that a learning rate is judged on. */
const selectionSequences = 64;

const testLoss = ({ scores }: CandidateResult): number => mean(scores.map(({ loss }) => loss));

const choosing: Readonly<Record<Contest['choose'], (result: CandidateResult, recipe: Recipe) => number>> = {
  testLoss,
  soonest: (result, { steps }) => (result.solved ? result.steps / steps - 1 : testLoss(result)),
  trainingLoss: ({ losses }, { steps }) => losses.reduce((sum, loss) => sum + loss * window, 0) / steps,
};

const lowest = <One extends { readonly loss: number }>(list: readonly One[]): One =>
  list.reduce((best, one) => (one.loss < best.loss ? one : best));
