import { expect, test } from 'vitest';
import { pathfinderPresets } from '../../../src/tasks/pathfinder/index.ts';
import type { PathfinderPreset } from '../../../src/tasks/pathfinder/index.ts';
import { agreement } from './agreement.ts';

/** Two to three minutes of processor time: a picture of 12 pixels is read in 9 ms, one of 24 or 32 in some 25. */
test.each(Object.keys(pathfinderPresets) as PathfinderPreset[])(
  '1,000 pictures of preset %s are read from their pixels as they were drawn',
  (preset) => {
    expect(agreement({ preset }, 1000, 1)).toEqual({ pictures: 1000, disagreed: [] });
  },
  600_000,
);
