import { sizedDefinition } from '../published-size/definition.ts';
import { shape } from './shape.ts';

export const definition = sizedDefinition(shape, {
  id: 'copy-published',
  title: 'Copying at the published size, with and without memory',
  caption:
    'Share of right answers for two-layer models of width 128 with four heads of 32: where 32 symbols are to be said again, and where, as in the published task, the answer is the token in sight and nothing has to be held; mean and standard deviation over three seeds. The other charts: accuracy during training.',
  alternative:
    'Line charts of accuracy against the number of symbols that have to be held, and for each against the step of the training, for VLA, DeltaNet, linear attention and softmax attention.',
});
