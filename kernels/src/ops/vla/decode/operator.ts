import type { DecodedOperator, RunOptions } from '../../operator.ts';
import { vlaOperator } from '../operator.ts';
import type { VlaProblem } from '../problem.ts';
import type { VlaOptions } from '../types.ts';
import { vlaDecoding } from './decoding.ts';

/** VLA as its decoders have it: a page that only computes whole sequences does not load what is here beside the operator. */
export const decodedVla: DecodedOperator<VlaProblem, VlaOptions & RunOptions> = {
  ...vlaOperator,
  decoding: vlaDecoding,
};
