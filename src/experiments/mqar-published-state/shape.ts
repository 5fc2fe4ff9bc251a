import type { SizedShape } from '../published-size/contest.ts';

export const shape: SizedShape = {
  entrants: ['deltanetMore', 'linearMore'],
  pairs: [16, 24],
};
