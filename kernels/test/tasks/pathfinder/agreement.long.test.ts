import { expect, test } from 'vitest';
import { pathfinderPresets } from '../../../src/tasks/pathfinder/index.ts';
import type { PathfinderPreset } from '../../../src/tasks/pathfinder/index.ts';
import { agreement } from './agreement.ts';

/** How many pictures are asked for: `PICTURES=1000 npx vitest run --project samples agreement`. */
const asked = Number(process.env['PICTURES'] ?? 0);
const presets = Object.keys(pathfinderPresets) as PathfinderPreset[];

/** Two to three minutes of processor time: a picture of 12 pixels is read in 9 ms, one of 24 or 32 in some 25. */
test.each(presets)(
  '1,000 pictures of preset %s are read from their pixels as they were drawn',
  (preset) => {
    expect(agreement({ preset }, 1000, 1)).toEqual({ pictures: 1000, disagreed: [], ambiguous: [0, 0] });
  },
  600_000,
);

/** Of ten layouts one or two have ends that look alike, so that a picture is drawn in up to ten times as long: a thousand of each take ten minutes. */
test.each(presets)(
  'pictures of preset %s whose ends look alike are read as they were drawn',
  (preset) => {
    const pictures = Math.max(100, asked);
    const found = agreement({ preset, cue: 'matched' }, pictures, 1);
    expect(found).toEqual({ pictures, disagreed: [], ambiguous: [0, 0] });
  },
  600_000,
);

/**
 * A picture of 64 pixels is drawn in some 80 ms, one of 128 in 100: `PICTURES=1000 npx vitest run --project samples agreement` draws a thousand of
 * each, in five minutes more. What came out is in src/tasks/pathfinder/README.md.
 */
test.each([
  // Where two contours touch, the published code draws pictures that show one as well as two.
  ['lra-32', 300, 0.04],
  ['lra-64', 150, 0.03],
  ['lra-128', 75, 0.03],
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
