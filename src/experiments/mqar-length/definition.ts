import type { ExperimentDefinition } from '../../lib/experiment.ts';
import type { ContestConfig } from '../../lib/training/config.ts';
import { contestControls } from '../../lib/training/config.ts';

export type Config = ContestConfig;
export type View = Record<string, never>;

export const definition: ExperimentDefinition<Config, View> = {
  id: 'mqar-length',
  title: 'Recall of eight pairs, against the length of the sequence',
  caption:
    'Share of right answers to 8 queries that stand among noise tokens behind 8 pairs, for one-layer models with one ' +
    'head of size 16, trained alike on sequences of up to 64 tokens and tested on longer ones; mean and ' +
    'standard deviation over seeds. Dots: values published for larger models.',
  alternative:
    'Line chart, with a logarithmic axis for the length, of accuracy for VLA, DeltaNet, linear attention and softmax ' +
    'attention, with a line at the longest length trained on, and published values as dots.',
  config: { mixer: 'all', learningRate: 'searched', seeds: 5, steps: 500, longest: 1024 },
  live: { mixer: 'vla', learningRate: '0.008', seeds: 1, longest: 512 },
  parts: ['mixer', 'learningRate', 'seeds', 'longest'],
  seed: 1,
  controls: contestControls,
  view: {},
  viewControls: [],
  cost: 'long',
  recordedOn: 'wasm',
};
