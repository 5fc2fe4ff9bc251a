import type { SizedShape } from '../published-size/contest.ts';
import { recall } from '../published-size/sizes.ts';

export const shape: SizedShape = {
  ...recall,
  entrants: ['vla', 'deltanet', 'linear', 'softmax'],
  sizes: [16, 8, 24],
};
