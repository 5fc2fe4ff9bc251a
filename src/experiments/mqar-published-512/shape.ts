import type { SizedShape } from '../published-size/contest.ts';
import { recallIn } from '../published-size/sizes.ts';

/** Eight pairs in so many tokens, trained at this very length; rates are chosen at a shorter one, where a run takes minutes. */
export const shape: SizedShape = {
  entrants: ['vla', 'softmax'],
  sizes: [512],
  task: recallIn,
  choosing: 64,
  unit: 'tokens',
};
