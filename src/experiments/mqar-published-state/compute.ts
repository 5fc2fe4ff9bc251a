import { contestAtSize } from '../published-size/contest.ts';
import { shape } from './shape.ts';

export const compute = contestAtSize(shape);
