import { recallDefinition } from '../recall/definition.ts';

export const definition = recallDefinition({
  learningRate: '0.016',
  id: 'mqar-capacity',
  title: 'Recall after training, against the number of pairs',
  caption:
    'Share of right answers to all queries after N key–value pairs, for one-layer models with one head of size 16, ' +
    'trained alike on 4, 8 and 16 pairs; mean and standard deviation over seeds. Dots: values published for ' +
    'larger models, trained separately for each N, with heads of size 32.',
  alternative:
    'Line chart of accuracy against the number of pairs for VLA, DeltaNet, linear attention and softmax attention, ' +
    'with a line where there are as many pairs as the head has dimensions, and published values as dots.',
});
