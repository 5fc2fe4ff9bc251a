import { mixedAtSize } from '../published-size/mixed.ts';
import { shape } from './shape.ts';

export const compute = mixedAtSize(shape);
