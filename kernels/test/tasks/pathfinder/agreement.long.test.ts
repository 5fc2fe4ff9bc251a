import { expect, test } from 'vitest';
import { pathfinderPresets } from '../../../src/tasks/pathfinder/index.ts';
import type { PathfinderPreset } from '../../../src/tasks/pathfinder/index.ts';
import { agreement } from './agreement.ts';

/** Pictures of a thousand that are misread: with wide gaps a dash that lies as well to either side of a line of pixels is not linked. */
const misread: Partial<Record<PathfinderPreset, number>> = { '32-intermediate': 1 };

/** Two to three minutes of processor time: a picture of 12 pixels is read in 9 ms, one of 24 or 32 in some 25. */
test.each(Object.keys(pathfinderPresets) as PathfinderPreset[])(
  '1,000 pictures of preset %s are read from their pixels as they were drawn',
  (preset) => {
    expect(agreement({ preset }, 1000, 1).disagreed.length).toBeLessThanOrEqual(misread[preset] ?? 0);
  },
  600_000,
);
