import { published as all } from '../mqar-capacity/published.ts';
import { shape } from './shape.ts';

/** The published values of what is called DeltaNet there. */
export const published = all.flatMap(({ mixer, x, accuracy }) =>
  mixer === 'deltanet' && shape.pairs.includes(x) ? [{ name: 'rowGated' as const, pairs: x, accuracy }] : [],
);
