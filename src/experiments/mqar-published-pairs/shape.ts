import type { SizedShape } from '../published-size/contest.ts';

export const shape: SizedShape = {
  entrants: ['vla', 'deltanet', 'linear', 'softmax'],
  pairs: [32, 12, 4, 48],
};
