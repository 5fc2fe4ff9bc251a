import type { TaskChoice } from '@vla/kernels/training';
import type { Compute } from '../../lib/experiment.ts';
import type { TestedData, TestedEntrant, TestedRun } from '../../lib/training/accuracy.ts';
import { testedIn } from '../../lib/training/accuracy.ts';
import { entriesOf } from '../../lib/training/config.ts';
import type { LongestConfig } from '../../lib/training/definition.ts';
import type { CandidateResult } from '../../lib/training/recipe.ts';
import { compete } from '../../lib/training/tournament.ts';
import { forms } from './entrants.ts';
import { followed, judgedOn, model, rates } from './sizes.ts';

/** One model for several lengths, asked at others, too. */
export interface MixedShape {
  /** Lengths, delays or the like that are trained in turn, the hardest first: that one decides what is solved. */
  readonly trained: readonly number[];
  readonly tested: readonly number[];
  readonly task: (value: number) => TaskChoice;
  /** Tokens of a sequence. */
  readonly tokens: (value: number) => number;
  /** Sequences of each test. */
  readonly sequences: number;
  readonly batchSize: number;
}

export interface MixedRun extends TestedRun, Pick<CandidateResult, 'curve' | 'solved' | 'processorSeconds'> {}

export interface MixedData extends TestedData {
  readonly entrants: readonly (Omit<TestedEntrant, 'runs'> & { readonly runs: readonly MixedRun[] })[];
}

/** No vectors for positions, which a longer sequence would not have, and a short convolution in their place; VLA as everywhere at this size. */
export const lengthless = { ...model, ...forms.vla.model, positions: 'none', convolution: 4 } as const;

/** Trains one model of each mixer and seed on all lengths, and tests it on each. */
export const mixedAtSize =
  ({ trained, tested, task, tokens, sequences, batchSize }: MixedShape): Compute<LongestConfig, MixedData> =>
  async ({ config, seed, ...surroundings }) => {
    const { mixers, learningRates, seeds } = entriesOf(config, seed, rates);
    const values = tested.filter((value) => tokens(value) <= config.longest);
    const entrants = await compete(
      {
        ...{ mixers, learningRates, seeds, choose: 'soonest', selectionSeeds: [seed + 1000] },
        judged: { split: 'validation', sequences: judgedOn },
        recipe: { tasks: trained.map(task), model: lengthless, batchSize, steps: config.steps, followed },
        tests: values.map((value) => ({ ...task(value), sequences, stream: { split: 'test', seed } })),
      },
      surroundings,
    );
    return {
      entrants: entrants.map((entrant) => {
        const { runs, ...rest } = testedIn(entrant, 0, values.length);
        return { ...rest, runs: runs.map((run, i) => ({ ...run, ...onTheWay(entrant.runs[i]) })) };
      }),
    };
  };

const onTheWay = ({ curve, solved, processorSeconds }: CandidateResult): Omit<MixedRun, keyof TestedRun> => ({
  curve: curve!,
  ...(solved && { solved }),
  ...(processorSeconds !== undefined && { processorSeconds }),
});
