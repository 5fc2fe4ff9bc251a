import type { ContestConfig } from '../../lib/training/config.ts';
import { contestDefinition } from '../../lib/training/definition.ts';

export const definition = contestDefinition<ContestConfig>({
  id: 'shifted-recall',
  title: 'Recall of the token that stood a delay ago',
  caption:
    'Share of right answers where every token has to be repeated after a delay, for one-layer models with one head of ' +
    'size 16, trained alike for each delay; mean and standard deviation over seeds. Guessing among the 8 tokens gives one eighth.',
  alternative:
    'Line chart of accuracy against the delay for VLA, DeltaNet, linear attention and softmax attention, with a line ' +
    'where the delay is as long as the head has dimensions.',
  config: { steps: 200 },
  live: { learningRate: '0.008' },
  own: [],
});
