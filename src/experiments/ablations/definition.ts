import type { ExperimentDefinition } from '../../lib/experiment.ts';
import { storedPairsControls, type StoredPairs } from '../memory-capacity/setting.ts';

/** λ₀ is that of all but the first chart. */
export type Config = StoredPairs;

export type View = Record<string, never>;

export const definition: ExperimentDefinition<Config, View> = {
  id: 'ablations',
  title: 'One part changed at a time',
  caption:
    'Share of N stored pairs whose value is the nearest one to what an untrained VLA answers to their key, mean and standard deviation over ' +
    'seeds. Keys are random of length 1, directions are the keys over √D, and one part is changed at a time: λ₀, the number of directions, the ' +
    'nudge, and a symbolic penalty between neighbours.',
  alternative:
    'Four line charts of recall against the number of pairs, for several λ₀, for one, two and four directions a token, for no nudge and two of ' +
    'them, and for three strengths of a symbolic penalty.',
  config: { seeds: 20, headSize: 32, mostPairs: 64, lambda0: 0.1 },
  seed: 1,
  controls: storedPairsControls(128),
  view: {},
  viewControls: [],
  cost: 'quick',
};
