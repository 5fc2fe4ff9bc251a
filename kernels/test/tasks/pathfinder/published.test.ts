import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../../../src/index.ts';
import { seededRandom } from '../../../src/random.ts';
import { batchAt, taskOf } from '../../../src/tasks/index.ts';
import {
  drawPathfinder,
  pathfinder,
  publishedParameters,
  tracePathfinder,
} from '../../../src/tasks/pathfinder/index.ts';
import { shrunk } from '../../../src/tasks/pathfinder/published/lanczos.ts';
import { blank, drawLine } from '../../../src/tasks/pathfinder/published/raster.ts';
import { agreement } from './agreement.ts';

/** Rows of a raster, bright pixels as "#". */
const shown = (width: number, from: { x: number; y: number }, to: { x: number; y: number }): string[] => {
  const raster = blank(7);
  drawLine(raster, from, to, width);
  return Array.from({ length: 7 }, (_, y) =>
    [...raster.data.slice(7 * y, 7 * y + 7)].map((level) => (level > 0 ? '#' : '.')).join(''),
  );
};

test('lines have the pixels that the Python Imaging Library gives them', () => {
  const [from, to] = [
    { x: 1, y: 2 },
    { x: 5, y: 4 },
  ];
  expect(shown(1, from, to)).toEqual(['.......', '.......', '.#.....', '..##...', '....##.', '.......', '.......']);
  expect(shown(2, from, to)).toEqual(['.......', '.......', '.#.....', '.###...', '...###.', '.....#.', '.......']);
  expect(shown(3, from, to)).toEqual(['.......', '.#.....', '.###...', '.#####.', '...###.', '.....#.', '.......']);
});

test('pictures are made smaller to the levels that the Python Imaging Library gives them', () => {
  const large = blank(15);
  for (let x = 7; x < 12; x++) large.data[7 * 15 + x] = 255;
  const rows = shrunk(large, 7).data;
  expect([...rows.slice(21, 28)]).toEqual([0, 1, 0, 86, 119, 69, 0]);
  expect(rows.filter((level) => level > 0)).toHaveLength(4);
});

describe.each(Object.keys(publishedParameters) as (keyof typeof publishedParameters)[])('preset %s', (preset) => {
  const { size, distractors, distractorDashes, seedDistance, dashLength } = publishedParameters[preset];
  const { pixels, contours, markers, label } = drawPathfinder(seededRandom(4), { preset });

  test('draws two contours of 14 dashes from beginnings at the published distance, and distractors', () => {
    expect(contours.slice(0, 2).map((contour) => contour.length)).toEqual([14, 14]);
    expect(contours.length).toBeLessThanOrEqual(2 + distractors);
    for (const contour of contours.slice(2)) expect(contour).toHaveLength(distractorDashes);
    const [one, other] = contours.map((contour) => contour[0]!);
    // Places are rounded to whole pixels.
    expect(Math.abs(Math.hypot(one!.fromX - other!.fromX, one!.fromY - other!.fromY) - seedDistance)).toBeLessThan(0.8);
    for (const dash of contours.flat())
      expect(Math.hypot(dash.toX - dash.fromX, dash.toY - dash.fromY)).toBeCloseTo(dashLength, 9);
  });

  test('marks the first end of one contour, and the last of the same or of the other; levels are stretched', () => {
    const start = contours
      .slice(0, 2)
      .findIndex(([{ fromX, fromY } = { fromX: -1, fromY: -1 }]) => fromX === markers[0].x && fromY === markers[0].y);
    expect(start).toBeGreaterThanOrEqual(0);
    const { toX, toY } = contours[label === 1 ? start : 1 - start]!.at(-1)!;
    expect(markers[1]).toMatchObject({ x: toX, y: toY });
    expect(pixels).toHaveLength(size * size);
    expect(Math.min(...pixels)).toBe(0);
    expect(Math.max(...pixels)).toBe(255);
  });

  test('is read from its pixels', () => {
    expect(agreement({ preset }, preset === 'lra-32' ? 10 : 2, 4).disagreed).toEqual([]);
  });
});

describe('two contours of a published picture that touch', () => {
  const traced = (index: number) => {
    const random = seededRandom(1);
    for (let i = 0; i < index; i++) drawPathfinder(random, { preset: 'lra-32' });
    const { label, isAmbiguous } = tracePathfinder(drawPathfinder(random, { preset: 'lra-32' }).pixels, 32, {
      preset: 'lra-32',
    });
    return { label, isAmbiguous };
  };

  test('show one path as well as two where dashes of both lie on each other', () =>
    expect(traced(49)).toEqual({ label: 1, isAmbiguous: true }));

  test('show both where they end at one pixel', () => expect(traced(138)).toEqual({ label: 1, isAmbiguous: true }));

  test('are rare: what else is joined is one path alone', () => {
    const random = seededRandom(1);
    const read = Array.from({ length: 40 }, () => {
      const { pixels, label } = drawPathfinder(random, { preset: 'lra-32' });
      return { drawn: label, ...tracePathfinder(pixels, 32, { preset: 'lra-32' }) };
    });
    expect(read.filter(({ isAmbiguous }) => isAmbiguous).length).toBeLessThan(4);
    expect(read.filter(({ drawn, label }) => drawn === 1 && label === 1).length).toBeGreaterThan(10);
  });
});

test('the task keeps its preset, and refuses what the preset fixes', () => {
  const task = pathfinder({ preset: 'lra-32', dashes: 6 });
  expect(task).toMatchObject({ length: 1025, settings: { preset: 'lra-32', size: 32, dashes: 6 } });
  const request = { split: 'train', seed: 2, index: 0, size: 1 } as const;
  expect(batchAt({ task: taskOf('pathfinder', task.settings), ...request })).toEqual(batchAt({ task, ...request }));
  for (const settings of [{ gap: 1 }, { size: 64 }, { dashes: 15 }, { distractors: 2 }])
    expect(() => pathfinder({ preset: 'lra-32', ...settings })).toThrow(ArgumentError);
  expect(() => tracePathfinder(new Uint8Array(64 * 64), 64, { preset: 'lra-32' })).toThrow(/size/);
});
