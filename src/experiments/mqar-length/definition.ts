import { recallDefinition } from '../recall/definition.ts';

export const definition = recallDefinition({
  learningRate: '0.016',
  id: 'mqar-length',
  title: 'Recall of eight pairs, against the length of the sequence',
  caption:
    'Share of right answers to 8 queries that stand among noise tokens behind 8 pairs, for one-layer models with one ' +
    'head of size 16, trained alike on sequences of up to 64 tokens and tested on longer ones; mean and ' +
    'standard deviation over seeds. Dots: values published for larger models.',
  alternative:
    'Line chart, with a logarithmic axis for the length, of accuracy for VLA, DeltaNet, linear attention and softmax ' +
    'attention, with a line at the longest length trained on, and published values as dots.',
});
