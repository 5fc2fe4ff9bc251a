import type { ExperimentDefinition } from '../../lib/experiment.ts';
import type { ContestConfig } from '../../lib/training/config.ts';
import { contestControls } from '../../lib/training/config.ts';

/** The task has one length. */
export type Config = Omit<ContestConfig, 'longest'>;
export type View = Record<string, never>;

export const definition: ExperimentDefinition<Config, View> = {
  id: 'copy-task',
  title: 'How soon a model learns to copy',
  caption:
    'Training loss on copying 16 symbols, averaged over 20 steps, for one-layer models with one head of size 16, trained ' +
    'alike; mean and standard deviation over seeds. A run ends once that average is below 0.02 nats, and its curve goes ' +
    'on level; so a line that falls to 0.02 and stays there stands for runs that are all solved.',
  alternative:
    'Line chart of the training loss, on a logarithmic axis, against the step for VLA, DeltaNet, linear attention and ' +
    'softmax attention, with a line at the loss that counts as solved.',
  config: { mixer: 'all', learningRate: 'searched', seeds: 5, steps: 300 },
  live: { mixer: 'vla', learningRate: '0.016', seeds: 1 },
  parts: ['mixer', 'learningRate', 'seeds'],
  seed: 1,
  controls: contestControls.filter(({ key }) => key !== 'longest') as never,
  view: {},
  viewControls: [],
  cost: 'long',
  recordedOn: 'wasm',
};
