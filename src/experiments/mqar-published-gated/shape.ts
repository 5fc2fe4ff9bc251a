import type { SizedShape } from '../published-size/contest.ts';

export const shape: SizedShape = {
  entrants: ['rowGated', 'gatedDelta'],
  pairs: [16],
};
