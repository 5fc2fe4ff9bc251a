import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../../../src/index.ts';
import { seededRandom } from '../../../src/random.ts';
import { drawPathfinder, pathfinderPresets, tracePathfinder } from '../../../src/tasks/pathfinder/index.ts';
import type { Dash, PathfinderPreset, Place } from '../../../src/tasks/pathfinder/index.ts';
import { paint } from '../../../src/tasks/pathfinder/picture.ts';
import { agreement } from './agreement.ts';

const presets = Object.keys(pathfinderPresets) as PathfinderPreset[];

describe.each(presets)('pictures of preset %s', (preset) => {
  // A thousand of each are read by agreement.long.test.ts.
  test('are read from their pixels as they were drawn', () => {
    expect(agreement({ preset }, 8, 1)).toMatchObject({ disagreed: [] });
    expect(agreement({ preset, cue: 'matched' }, preset.startsWith('32') ? 1 : 4, 2)).toMatchObject({ disagreed: [] });
  });
});

// What is seen of a marker alone is then a few pixels: a fit of all of them was led away.
test.each([
  ['16', 36],
  ['20', 431],
  ['24', 211],
] as const)('marks that lie over dashes are found: preset %s, matched, picture %i', (preset, index) => {
  const settings = { preset, cue: 'matched' } as const;
  const random = seededRandom(1);
  for (let before = 0; before < index; before++) drawPathfinder(random, settings);
  const { pixels, size, label, markers } = drawPathfinder(random, settings);
  const traced = tracePathfinder(pixels, size, settings);
  expect(traced.label).toBe(label);
  for (const { x, y } of markers)
    expect(Math.min(...traced.markers.map((found) => Math.hypot(found.x - x, found.y - y)))).toBeLessThan(0.1);
});

/** How far the ends of two dashes are from each other, whichever way they lead. */
const differ = (a: Dash, b: Dash): number => {
  const far = (x: number, y: number, toX: number, toY: number): number =>
    Math.max(Math.hypot(a.fromX - x, a.fromY - y), Math.hypot(a.toX - toX, a.toY - toY));
  return Math.min(far(b.fromX, b.fromY, b.toX, b.toY), far(b.toX, b.toY, b.fromX, b.fromY));
};

test('a joined chain leads from marker to marker, over dashes that are there', () => {
  const random = seededRandom(8);
  const near = (dash: Dash, { x, y }: Place): number =>
    Math.min(Math.hypot(dash.fromX - x, dash.fromY - y), Math.hypot(dash.toX - x, dash.toY - y));
  for (let i = 0; i < 10; i++) {
    const { pixels, size, label, contours } = drawPathfinder(random, { preset: '20' });
    const { chain, markers } = tracePathfinder(pixels, size, { preset: '20' });
    expect(near(chain[0]!, markers[0]!)).toBeLessThan(0.2);
    if (label === 0) continue;
    expect(near(chain.at(-1)!, markers[1]!)).toBeLessThan(0.2);
    const all = contours.flat();
    const found = chain.filter((dash) => Math.min(...all.map((other) => differ(dash, other))) < 0.1);
    expect(found.length).toBeGreaterThanOrEqual(0.8 * chain.length);
  }
});

describe('a picture that is drawn by hand', () => {
  const row = (y: number): Dash[] => [2, 5, 8].map((x) => ({ fromX: x, fromY: y, toX: x + 2, toY: y }));
  const read = (markers: Place[], dashes: Dash[]) => tracePathfinder(paint(14, dashes, markers), 14, { preset: '12' });

  test('is yes where one line has both markers, no where two lines have one each', () => {
    const [above, below] = [row(3.2), row(9.3)];
    const [left, right] = [above[0]!, above[2]!];
    expect(
      read(
        [
          { x: left.fromX, y: 3.2 },
          { x: right.toX, y: 3.2 },
        ],
        [...above, ...below],
      ).label,
    ).toBe(1);
    expect(
      read(
        [
          { x: left.fromX, y: 3.2 },
          { x: right.toX, y: 9.3 },
        ],
        [...above, ...below],
      ).label,
    ).toBe(0);
  });

  test('is no where the dash in the middle of the line is missing', () => {
    const [first, , last] = row(3.2);
    expect(
      read(
        [
          { x: 2, y: 3.2 },
          { x: 10, y: 3.2 },
        ],
        [first!, last!, ...row(9.3)],
      ).label,
    ).toBe(0);
  });

  test('has no answer without two markers, or without anything', () => {
    expect(read([{ x: 2, y: 3.2 }], row(3.2)).label).toBeNull();
    expect(tracePathfinder(new Uint8Array(144), 12, { preset: '12' })).toMatchObject({ label: null, chain: [] });
  });
});

test('a picture has a level for each pixel', () => {
  expect(() => tracePathfinder(new Uint8Array(143), 12, { preset: '12' })).toThrow(ArgumentError);
  expect(() => tracePathfinder(new Uint8Array(143), 12, { preset: '12' })).toThrow(/pixels/);
});
