import { sizedDefinition } from '../published-size/definition.ts';
import { shape } from './shape.ts';

export const definition = sizedDefinition(shape, {
  id: 'mqar-published-state',
  title: 'Recall at the published size with as many numbers of state',
  caption:
    'Share of right answers after N pairs for DeltaNet and linear attention with eight heads of 32 in place of four, which keep as many numbers as VLA does with its inverse; mean and standard deviation over three seeds.',
  alternative:
    'Line charts of accuracy against the number of pairs, and for each number against the step of the training, for DeltaNet and linear attention with twice the heads.',
});
