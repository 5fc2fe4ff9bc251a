import { expect, test } from 'vitest';
import { pathfinderPresets } from '../../../src/tasks/pathfinder/index.ts';
import type { PathfinderPreset } from '../../../src/tasks/pathfinder/index.ts';
import { agreement } from './agreement.ts';

/** Two to three minutes of processor time: a picture of 12 pixels is read in 9 ms, one of 24 or 32 in some 25. */
test.each(Object.keys(pathfinderPresets) as PathfinderPreset[])(
  '1,000 pictures of preset %s are read from their pixels as they were drawn',
  (preset) => {
    expect(agreement({ preset }, 1000, 1)).toEqual({ pictures: 1000, disagreed: [], ambiguous: [0, 0] });
  },
  600_000,
);

/**
 * A picture of 64 pixels is drawn in some 80 ms, one of 128 in 100: `PICTURES=1000 npx vitest run --project samples agreement` draws a thousand of
 * each, in four minutes more. What came out is in src/tasks/pathfinder/README.md.
 */
const asked = Number(process.env['PICTURES'] ?? 0);

test.each([
  // Where two contours touch, the published code draws pictures that show one as well as two.
  ['lra-32', 1000, 0.04],
  ['lra-64', 250, 0.01],
  ['lra-128', 150, 0.01],
] as const)(
  'pictures of preset %s are read as they were drawn, but for a few that show both',
  (preset, usual, most) => {
    const count = Math.max(usual, asked);
    const { disagreed, ambiguous } = agreement({ preset }, count, 1);
    expect(disagreed).toEqual([]);
    expect(ambiguous[0] + ambiguous[1]).toBeLessThanOrEqual(most * count);
  },
  600_000,
);
