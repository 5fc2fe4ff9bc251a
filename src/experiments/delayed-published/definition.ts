import { mixedDefinition } from '../published-size/mixedDefinition.ts';

export const definition = mixedDefinition(
  {
    id: 'delayed-published',
    title: 'Recall after a delay, at the published size',
    caption:
      'Share of right answers to one query after two pairs and a delay of noise tokens, for two-layer models of width 128 with four heads of 32 and a short convolution in place of positions; trained on delays of up to 256, 16 sequences a step, and asked after delays of up to 10,000; mean and standard deviation over three seeds. Guessing between the two values in sight gives one half.',
    alternative:
      'Line chart, with a logarithmic axis for the delay, of accuracy for VLA, DeltaNet, linear attention and softmax attention, with a line at the longest delay trained on.',
  },
  10_005,
);
