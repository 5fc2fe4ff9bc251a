import type { LongestConfig } from '../../lib/training/definition.ts';
import { contestDefinition, longestControl } from '../../lib/training/definition.ts';
import { rates } from './sizes.ts';

export const definition = contestDefinition<LongestConfig>({
  id: 'delayed-recall',
  title: 'Recall of a value after a delay full of noise',
  caption:
    'Share of right answers to one query after two key–value pairs and a delay of noise tokens, for one-layer models ' +
    'with one head of size 16, trained alike on delays of up to 48 and tested on longer ones; mean and standard ' +
    'deviation over seeds. Guessing between the two values in sight gives one half.',
  alternative:
    'Line chart, with a logarithmic axis for the delay, of accuracy for VLA, DeltaNet, linear attention and softmax ' +
    'attention, with a line at the longest delay trained on.',
  config: { steps: 500, longest: 1100 },
  live: { learningRate: '0.016', longest: 600 },
  own: [longestControl],
  rates,
});
