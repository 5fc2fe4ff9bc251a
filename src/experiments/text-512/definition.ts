import { reviewsDefinition } from '../reviews/definition.ts';

/**
 * With the learning rate that 256 bytes chose for every mixer. Expected before the record: no more runs leave the floor than at 256 bytes, since
 * the updates are as many and the sequences longer; none reaches what counting single bytes gives.
 */
export const definition = reviewsDefinition({
  id: 'text-512',
  title: 'Text, 512 bytes of a review: four mixers against counting bytes',
  ...{ bytes: 512, learningRate: '0.004' },
});
