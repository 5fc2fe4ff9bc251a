import { reviewsDefinition } from '../reviews/definition.ts';

/** Expected before the record: every run leaves the floor; none reaches what counting pairs of bytes gives, and no mixer is clear ahead of the others. */
export const definition = reviewsDefinition({
  id: 'text-beginnings',
  title: 'Text, the beginnings of reviews: four mixers against counting bytes',
  ...{ bytes: 256, learningRate: 'searched' },
});
