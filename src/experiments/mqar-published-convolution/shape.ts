import type { SizedShape } from '../published-size/contest.ts';

export const shape: SizedShape = {
  entrants: ['vlaConvolved', 'deltanetConvolved', 'linearConvolved', 'softmaxConvolved'],
  pairs: [16, 24],
};
