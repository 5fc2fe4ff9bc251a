import { recallAtSize } from '../published-size/contest.ts';
import { shape } from './shape.ts';

export const compute = recallAtSize(shape);
