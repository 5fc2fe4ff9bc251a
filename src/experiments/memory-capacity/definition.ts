import type { ExperimentDefinition } from '../../lib/experiment.ts';
import { storedPairsControls, type StoredPairs } from './setting.ts';

export type Config = StoredPairs;

export type View = Record<string, never>;

export const definition: ExperimentDefinition<Config, View> = {
  id: 'memory-capacity',
  title: 'Capacity without training: penalising what was written helps, random directions do not',
  caption:
    'Share of N stored pairs whose value is the nearest one to what the memory answers to their key, mean and ' +
    'standard deviation over seeds, for unit-length Gaussian keys and unit-length elu + 1 keys. Nothing is ' +
    'trained. With u = k, VLA and the exact ridge memory recall nearly everything up to N = D and beyond; with ' +
    'random u, VLA is about where DeltaNet is.',
  alternative:
    'Two line charts of recall against the number of pairs. With Gaussian keys all operators start at 1; VLA ' +
    'with u = k and ridge stay highest, linear attention follows, DeltaNet and VLA with random u fall ' +
    'earliest. With elu + 1 keys only VLA with u = k and ridge recall more than a few pairs.',
  config: { seeds: 20, headSize: 32, mostPairs: 64, lambda0: 0.1 },
  seed: 1,
  controls: storedPairsControls(256),
  view: {},
  viewControls: [],
  cost: 'quick',
};
