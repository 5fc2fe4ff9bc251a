import { headSizeControl, lambda0Control, seedsControl } from '../../lib/controls.ts';
import type { ExperimentDefinition } from '../../lib/experiment.ts';

export interface Config {
  readonly seeds: number;
  readonly headSize: number;
  /** Pairs to remember, written first. */
  readonly pairs: number;
  /** Further steps. */
  readonly later: number;
  readonly lambda0: number;
}

export type View = Record<string, never>;

export const definition: ExperimentDefinition<Config, View> = {
  id: 'survival',
  title: 'What is left of a written value after n further steps',
  caption:
    'Sixteen pairs are written, then n others. Upper charts: the multiple of a value that is still in the answer to ' +
    'its key (1 is all of it). Lower charts: the length of everything else in that answer, where each value written ' +
    'has length 1. Mean over the pairs, mean and standard deviation over seeds, for later keys in all directions and ' +
    'for later keys in the span of the sixteen. Nothing is trained.',
  alternative:
    'Four line charts over the number of further steps. What linear attention holds of a value stays at 1 while the rest ' +
    'of its answer grows without end. All others lose a value: ridge in inverse proportion to the number of steps, DeltaNet ' +
    'and VLA faster than that. VLA with u = k starts out with more of it than DeltaNet. When later keys lie in the span ' +
    'already written, all of them lose it sooner.',
  config: { seeds: 5, headSize: 32, pairs: 16, later: 2000, lambda0: 0.1 },
  seed: 1,
  controls: [
    seedsControl(20),
    headSizeControl(),
    {
      key: 'pairs',
      label: 'Pairs to remember',
      kind: 'integer',
      min: 1,
      max: 32,
      help: 'From D pairs on, their keys span all directions.',
    },
    { key: 'later', label: 'Further steps n', kind: 'integer', min: 100, max: 10_000 },
    lambda0Control,
  ],
  view: {},
  viewControls: [],
  cost: 'quick',
};
