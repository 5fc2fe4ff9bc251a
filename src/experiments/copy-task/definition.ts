import type { ContestConfig } from '../../lib/training/config.ts';
import { contestDefinition } from '../../lib/training/definition.ts';

export const definition = contestDefinition<ContestConfig>({
  id: 'copy-task',
  title: 'How soon a model learns to copy',
  caption:
    'Training loss on copying 16 symbols, averaged over 20 steps, for one-layer models with one head of size 16, trained ' +
    'alike; mean and standard deviation over seeds. A run ends once that average is below 0.02 nats, and its curve goes ' +
    'on level; so a line that falls to 0.02 and stays there stands for runs that are all solved.',
  alternative:
    'Line chart of the training loss, on a logarithmic axis, against the step for VLA, DeltaNet, linear attention and ' +
    'softmax attention, with a line at the loss that counts as solved.',
  config: { steps: 400 },
  live: { learningRate: '0.016' },
  own: [],
});
