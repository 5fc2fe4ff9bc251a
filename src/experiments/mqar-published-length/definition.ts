import { mixedDefinition } from '../published-size/mixedDefinition.ts';

export const definition = mixedDefinition(
  {
    id: 'mqar-published-length',
    title: 'Recall at the published size, against the length',
    caption:
      'Share of right answers to eight queries after eight pairs, blanks between them, for two-layer models of width 128 with four heads of 32 and a short convolution in place of positions; trained on sequences of up to 128 tokens, asked at up to 2,048; mean and standard deviation over three seeds. Dots: published values.',
    alternative:
      'Line chart, with a logarithmic axis for the length, of accuracy for VLA, DeltaNet, linear attention and softmax attention, with a line at the longest length trained on.',
  },
  2048,
);
