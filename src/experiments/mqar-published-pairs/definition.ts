import { sizedDefinition } from '../published-size/definition.ts';
import { shape } from './shape.ts';

export const definition = sizedDefinition(shape, {
  id: 'mqar-published-pairs',
  title: 'Recall at the published size, fewer and more pairs',
  caption:
    'As the figure for 8, 16 and 24 pairs: share of right answers after N pairs, a model trained for each N, mean and standard deviation over three seeds; dots are published values. Heads have size 32.',
  alternative:
    'Line charts of accuracy against the number of pairs, and for each number against the step of the training, for VLA, DeltaNet, linear attention and softmax attention, with published values as dots and a line at the size of a head.',
});
