import type { Control, ExperimentDefinition } from '../experiment.ts';
import type { ContestConfig } from './config.ts';
import { contestControls, usualRates } from './config.ts';

/** What every contest's definition says alike, so that each leaves it out. */
type Common = 'mixer' | 'learningRate' | 'seeds';

interface ContestDefinition<Config extends ContestConfig> extends Pick<
  ExperimentDefinition,
  'id' | 'title' | 'caption' | 'alternative'
> {
  readonly config: Omit<Config, Common>;
  /** What differs in a reader's run, beside that it trains VLA with one seed. */
  readonly live: Pick<Config, 'learningRate'> & Partial<Config>;
  /** Fields of its own that choose a part of the record, with their controls. */
  readonly own: readonly Control<Omit<Config, keyof ContestConfig>>[];
  /** Learning rates that every mixer tries; the usual ones where none are named. */
  readonly rates?: readonly number[];
}

/** The definition of an experiment in which mixers are trained alike, recorded for all of them over five seeds. */
export function contestDefinition<Config extends ContestConfig>({
  config,
  live,
  own,
  rates = usualRates,
  ...texts
}: ContestDefinition<Config>): ExperimentDefinition<Config, Record<string, never>> {
  return {
    ...texts,
    config: { mixer: 'all', learningRate: 'searched', seeds: 5, ...config } as Config,
    live: { mixer: 'vla', seeds: 1, ...live } as Partial<Config>,
    parts: ['mixer', 'learningRate', 'seeds', ...own.map(({ key }) => key as keyof Config & string)],
    seed: 1,
    controls: [...contestControls(rates), ...own] as unknown as readonly Control<Config>[],
    view: {},
    viewControls: [],
    cost: 'long',
    recordedOn: 'wasm',
  };
}

/** A contest of which only the tests that are not too long are made. */
export interface LongestConfig extends ContestConfig {
  /** Longest sequence that is tested. */
  readonly longest: number;
}

export const longestControl: Control<Pick<LongestConfig, 'longest'>> = {
  key: 'longest',
  label: 'Longest sequence tested',
  kind: 'integer',
  min: 24,
  max: 1100,
  logarithmic: true,
};
