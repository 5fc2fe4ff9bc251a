import { sizedDefinition } from '../published-size/definition.ts';
import { shape } from './shape.ts';

export const definition = sizedDefinition(shape, {
  id: 'mqar-published-convolution',
  title: 'Recall at the published size with a short convolution',
  caption:
    'Share of right answers after N pairs where queries, keys and values pass a convolution of four taps, for every mixer alike; mean and standard deviation over three seeds.',
  alternative:
    'Line charts of accuracy against the number of pairs, and for each number against the step of the training, for VLA, DeltaNet, linear attention and softmax attention with short convolutions.',
});
