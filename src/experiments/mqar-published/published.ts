import { published as all } from '../mqar-capacity/published.ts';
import { shape } from './shape.ts';

/** The published values for these numbers of pairs. What is called DeltaNet there is another operator: mqar-published-gated has it. */
export const published = all.flatMap(({ mixer, x, accuracy }) =>
  mixer !== 'deltanet' && shape.sizes.includes(x) ? [{ name: mixer, size: x, accuracy }] : [],
);
