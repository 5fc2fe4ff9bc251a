import type { ContestConfig } from '../../lib/training/config.ts';
import type { Recipe } from '../../lib/training/recipe.ts';

/** Rungs of ListOps, by the names of the task's presets. */
export type RungName = 'A' | 'B' | 'C';

/** What a picture can be of: a rung, or the published length. */
export type LengthName = RungName | 'full';

interface Rung {
  /** Everything but the mixer. */
  readonly model: Recipe['model'];
  readonly batchSize: number;
  readonly steps: number;
  /** Steps from one look at the validation stream to the next. */
  readonly every: number;
  /** Most runs that count; all that are asked for where it is not said. */
  readonly mostSeeds?: number;
  /** Levels that simple rules read at most: one less than there are. Whoever reads them all is right. */
  readonly read: number;
}

const common = { layers: 2, heads: 2, positions: 'learned' } as const;
const tiny = { ...common, modelDim: 32, feedForwardDim: 64 };
const small = { ...common, modelDim: 64, feedForwardDim: 128 };

/** How each rung is trained: the same number of updates for every mixer. */
export const rungs: Readonly<Record<RungName, Rung>> = {
  A: { model: tiny, batchSize: 64, steps: 3000, every: 300, read: 0 },
  B: { model: tiny, batchSize: 64, steps: 3000, every: 300, read: 1 },
  C: { model: small, batchSize: 32, steps: 20_000, every: 1000, read: 2, mostSeeds: 3 },
};

/** Levels that simple rules read at most: of the published length, as many as are counted in reasonable time. */
export const readOn = (name: LengthName): number => (name === 'full' ? 3 : rungs[name].read);

export const rungNames = Object.keys(rungs) as RungName[];

export interface LadderConfig extends ContestConfig {
  /** Which rungs are trained, with blanks between them. */
  readonly rungs: 'A' | 'B' | 'A B' | 'A B C';
  /** Sequences of the test that all runs of a rung share, looked at once, when a run is over. */
  readonly tested: number;
  /** Expressions of the published length that the simple rules answer. */
  readonly publishedLength: number;
}

export const rungsOf = ({ rungs }: Pick<LadderConfig, 'rungs'>): RungName[] => rungs.split(' ') as RungName[];

/** The rung on which each mixer's learning rate is chosen. */
export const choosing: RungName = 'B';

/** Learning rates that every mixer tries. */
export const rates: readonly number[] = [0.001, 0.002, 0.004, 0.008, 0.016];

/** Sequences of the validation stream on which a learning rate is judged. */
export const judgedOn = 1024;

/** Sequences of the validation stream that are looked at on the way. */
export const followedOn = 512;

/** Expressions from which the simple rules learn. */
export const learnedFrom = 20_000;
