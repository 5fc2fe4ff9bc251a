import { sizedDefinition } from '../published-size/definition.ts';
import { shape } from './shape.ts';

export const definition = sizedDefinition(shape, {
  id: 'mqar-published-512',
  seeds: 1,
  title: 'Recall at 512 tokens by models that were trained there',
  caption:
    'Share of right answers to eight queries in 512 tokens, for two-layer models of width 128 with four heads of 32, trained on sequences of that length; one run each of VLA and softmax attention.',
  alternative:
    'Line charts of accuracy at 512 tokens, and against the step of the training, for VLA and softmax attention.',
});
