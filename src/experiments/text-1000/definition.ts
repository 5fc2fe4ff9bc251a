import { reviewsDefinition } from '../reviews/definition.ts';

/**
 * The shortest published length, with the learning rate that 256 bytes chose for every mixer. Expected before the record: as at 512 bytes, fewer runs
 * leave the floor than at 256, and none reaches what counting single bytes gives.
 */
export const definition = reviewsDefinition({
  id: 'text-1000',
  title: 'Text, 1,000 bytes of a review: four mixers against counting bytes',
  ...{ bytes: 1000, learningRate: '0.004' },
});
