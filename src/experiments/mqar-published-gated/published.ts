import { published as all } from '../mqar-capacity/published.ts';
import { shape } from './shape.ts';

const names = { deltanet: 'rowGated', vla: 'vlaPublished' } as const;

/** The published values of what is called DeltaNet and VLA there. */
export const published = all.flatMap(({ mixer, x, accuracy }) =>
  (mixer === 'deltanet' || mixer === 'vla') && shape.sizes.includes(x)
    ? [{ name: names[mixer], size: x, accuracy }]
    : [],
);
