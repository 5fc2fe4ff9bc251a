import { sizedDefinition } from '../published-size/definition.ts';
import { shape } from './shape.ts';

export const definition = sizedDefinition(shape, {
  id: 'mqar-published',
  title: 'Recall at the published size',
  caption:
    'Share of right answers to all queries after N key–value pairs, for two-layer models of width 128 with four heads of 32, a model trained for each N; mean and standard deviation over three seeds. Dots: the published values of the same setting. The other charts: accuracy during training. A run ends once two looks in a row find no more than one answer in a thousand wrong.',
  alternative:
    'Line charts of accuracy against the number of pairs, and for each number against the step of the training, for VLA, DeltaNet, linear attention and softmax attention, with published values as dots.',
});
