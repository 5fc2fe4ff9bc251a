import type { ExperimentDefinition } from '../../lib/experiment.ts';
import type { ContestConfig } from '../../lib/training/config.ts';
import { contestControls } from '../../lib/training/config.ts';

export type Config = ContestConfig;
export type View = Record<string, never>;

export const definition: ExperimentDefinition<Config, View> = {
  id: 'delayed-recall',
  title: 'Recall of a value after a delay full of noise',
  caption:
    'Share of right answers to one query after two key–value pairs and a delay of noise tokens, for one-layer models ' +
    'with one head of size 16, trained alike on delays of up to 48 and tested on longer ones; mean and standard ' +
    'deviation over seeds. Guessing between the two values in sight gives one half.',
  alternative:
    'Line chart, with a logarithmic axis for the delay, of accuracy for VLA, DeltaNet, linear attention and softmax ' +
    'attention, with a line at the longest delay trained on.',
  config: { mixer: 'all', learningRate: 'searched', seeds: 5, steps: 300, longest: 1100 },
  live: { mixer: 'vla', learningRate: '0.016', seeds: 1, longest: 600 },
  parts: ['mixer', 'learningRate', 'seeds', 'longest'],
  seed: 1,
  controls: contestControls,
  view: {},
  viewControls: [],
  cost: 'long',
  recordedOn: 'wasm',
};
