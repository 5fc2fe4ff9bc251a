import type { SizedShape } from '../published-size/contest.ts';
import { recall } from '../published-size/sizes.ts';

export const shape: SizedShape = {
  ...recall,
  entrants: ['rowGated', 'gatedDelta', 'vlaPublished', 'vlaHeads'],
  sizes: [16],
};
