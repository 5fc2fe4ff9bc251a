import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../../../src/index.ts';
import { seededRandom } from '../../../src/random.ts';
import { batchAt, taskOf } from '../../../src/tasks/index.ts';
import {
  drawPathfinder,
  pathfinder,
  pathfinderPresets,
  pathfinderTokens,
} from '../../../src/tasks/pathfinder/index.ts';
import type { Dash, PathfinderPicture, PathfinderPreset, Place } from '../../../src/tasks/pathfinder/index.ts';
import { relationOf } from '../../../src/tasks/pathfinder/tips.ts';
import type { Tip } from '../../../src/tasks/pathfinder/tips.ts';

const presets = Object.keys(pathfinderPresets) as PathfinderPreset[];

const pictures = (preset: PathfinderPreset, count: number, cue: 'as published' | 'matched', seed = 5) => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => drawPathfinder(random, { preset, cue }));
};

const lengthOf = ({ fromX, fromY, toX, toY }: Dash): number => Math.hypot(toX - fromX, toY - fromY);

const pointsOf = ({ fromX, fromY, toX, toY }: Dash): Place[] =>
  Array.from({ length: 21 }, (_, i) => ({ x: fromX + ((toX - fromX) * i) / 20, y: fromY + ((toY - fromY) * i) / 20 }));

/** Distance of two dashes, by their points: no formula of the generator's. */
function sampledDistance(a: Dash, b: Dash): number {
  const others = pointsOf(b);
  return Math.min(...pointsOf(a).flatMap((p) => others.map((q) => Math.hypot(p.x - q.x, p.y - q.y))));
}

describe.each(presets)('pictures of preset %s', (preset) => {
  const settings = pathfinderPresets[preset];
  const sample = pictures(preset, 25, 'as published');

  test('have the contours that are asked for, of dashes that follow each other', () => {
    const { dashes, distractors, distractorDashes, gap } = settings;
    for (const { contours } of sample) {
      expect(contours.map((contour) => contour.length)).toEqual([
        dashes,
        dashes,
        ...new Array<number>(distractors).fill(distractorDashes),
      ]);
      for (const contour of contours)
        for (const [index, dash] of contour.entries()) {
          expect(lengthOf(dash)).toBeCloseTo(2, 9);
          if (index === 0) continue;
          const { toX, toY } = contour[index - 1]!;
          // Backwards from where it begins, in its own direction, lies the end of the one before.
          expect(dash.fromX - ((dash.toX - dash.fromX) * gap) / 2).toBeCloseTo(toX, 9);
          expect(dash.fromY - ((dash.toY - dash.fromY) * gap) / 2).toBeCloseTo(toY, 9);
        }
    }
  });

  test('keep dashes away from the border and from each other', () => {
    for (const { contours, size } of sample.slice(0, 2)) {
      const all = contours.flatMap((contour, of) => contour.map((dash, at) => ({ dash, of, at })));
      for (const { dash, of, at } of all) {
        for (const place of [dash.fromX, dash.fromY, dash.toX, dash.toY]) {
          expect(place).toBeGreaterThanOrEqual(1.5);
          expect(place).toBeLessThanOrEqual(size - 1.5);
        }
        for (const other of all) {
          if (other.of === of && Math.abs(other.at - at) <= 1) continue;
          if (Math.hypot(dash.fromX - other.dash.fromX, dash.fromY - other.dash.fromY) < 7)
            expect(sampledDistance(dash, other.dash)).toBeGreaterThan(1.99);
        }
      }
    }
  });

  test('mark the ends that the answer says', () => {
    for (const { contours, markers, label } of sample) {
      const ends = contours.slice(0, 2).map((contour) => [
        { x: contour[0]!.fromX, y: contour[0]!.fromY },
        { x: contour.at(-1)!.toX, y: contour.at(-1)!.toY },
      ]);
      const start = ends.findIndex(([first]) => first!.x === markers[0].x && first!.y === markers[0].y);
      expect(start).toBeGreaterThanOrEqual(0);
      const { x, y } = ends[label === 1 ? start : 1 - start]![1]!;
      expect(markers[1]).toMatchObject({ x, y });
    }
  });
});

test.each(presets)('answers of preset %s are as often yes as no', (preset) => {
  const count = 400;
  const yes = pictures(preset, count, 'as published', 11).filter(({ label }) => label === 1).length;
  // Four standard deviations of a coin.
  expect(Math.abs(yes - count / 2)).toBeLessThan(4 * Math.sqrt(count / 4));
});

/** What a rule sees of two ends of contours; `picture.markers` are those that are marked. */
const ends = ({ contours }: PathfinderPicture): Tip[][] =>
  contours.slice(0, 2).map((contour) => {
    const [first, last] = [contour[0]!, contour.at(-1)!];
    return [
      { x: first.fromX, y: first.fromY, outX: (first.fromX - first.toX) / 2, outY: (first.fromY - first.toY) / 2 },
      { x: last.toX, y: last.toY, outX: (last.toX - last.fromX) / 2, outY: (last.toY - last.fromY) / 2 },
    ];
  });

test('with matched ends there is always a pair of the other answer that looks alike', () => {
  const sample = pictures('16', 60, 'matched');
  expect(new Set(sample.map(({ label }) => label))).toEqual(new Set([0, 1]));
  for (const picture of sample) {
    const [one, other] = ends(picture) as [Tip[], Tip[]];
    const [first, second] = picture.markers.map((marker) =>
      [...one, ...other].find(({ x, y }) => x === marker.x && y === marker.y)!,
    );
    const joined = [one, other].some((contour) => contour.includes(first!) && contour.includes(second!));
    expect(joined).toBe(picture.label === 1);
    const marked = relationOf([first!, second!]);
    const pairs = joined
      ? one.flatMap((a) => other.flatMap((b) => [[a, b] as const, [b, a] as const]))
      : [one, other].flatMap(([a, b]) => [[a!, b!] as const, [b!, a!] as const]);
    const alike = pairs
      .map(relationOf)
      .filter(
        (pair) =>
          Math.abs(pair.distance - marked.distance) <= 1 &&
          Math.abs(pair.firstCosine - marked.firstCosine) <= 0.35 &&
          Math.abs(pair.secondCosine - marked.secondCosine) <= 0.35 &&
          Math.abs(pair.mutualCosine - marked.mutualCosine) <= 0.35,
      );
    expect(alike.length).toBeGreaterThan(0);
  }
});

test('a picture is what its dashes and markers give: bright on lines, a disc more at markers, black elsewhere', () => {
  for (const { pixels, size, contours, markers } of pictures('16', 5, 'as published')) {
    const points = contours.flat().flatMap(pointsOf);
    for (const [index, level] of pixels.entries()) {
      const at: Place = { x: (index % size) + 0.5, y: Math.floor(index / size) + 0.5 };
      const nearest = Math.min(...points.map(({ x, y }) => Math.hypot(x - at.x, y - at.y)));
      const disc = Math.min(...markers.map(({ x, y }) => Math.hypot(x - at.x, y - at.y)));
      const expected = 191 * Math.max(0, 1 - nearest) + 64 * Math.min(1, Math.max(0, 2 - disc));
      // Points along a dash are a tenth of a pixel apart.
      expect(Math.abs(level - expected)).toBeLessThan(191 * 0.05 + 1);
    }
  }
});

describe('the task', () => {
  test('reads grey levels and asks at the end', () => {
    const task = pathfinder({ preset: '12' });
    const { tokens, targets, mask } = batchAt({ task, split: 'train', seed: 3, index: 0, size: 8 });
    expect(task).toMatchObject({ vocabulary: 259, length: 145 });
    for (let row = 0; row < 8; row++) {
      const asked = [...mask.slice(row * 145, (row + 1) * 145).entries()].flatMap(([at, one]) => (one ? [at] : []));
      expect(asked).toEqual([144]);
      expect(tokens[row * 145 + 144]).toBe(pathfinderTokens.asked);
      expect([pathfinderTokens.no, pathfinderTokens.yes]).toContain(targets[row * 145 + 144]);
      expect(Math.max(...tokens.slice(row * 145, row * 145 + 144))).toBeLessThanOrEqual(255);
    }
  });

  test('is made again from its name and settings', () => {
    const task = pathfinder({ preset: '16', cue: 'matched', gap: 1.5 });
    const again = taskOf(task.name, task.settings);
    const request = { split: 'test', seed: 1, index: 4, size: 3 } as const;
    expect(batchAt({ task: again, ...request })).toEqual(batchAt({ task, ...request }));
    expect(again.settings).toEqual(task.settings);
  });

  test.each([
    [{ preset: '13' }, /preset/],
    [{ size: 5 }, /size/],
    [{ dashes: 2.5 }, /dashes/],
    [{ gap: 3 }, /gap/],
    [{ turn: 0 }, /turn/],
    [{ cue: 'other' }, /cue/],
    [{ length: 14 }, /length/],
  ])('refuses %o', (settings, named) => {
    expect(() => taskOf('pathfinder', settings)).toThrow(ArgumentError);
    expect(() => taskOf('pathfinder', settings)).toThrow(named);
  });

  test('says so where the dashes do not fit in', () => {
    const task = pathfinder({ preset: '12', size: 6, dashes: 9 });
    expect(() => batchAt({ task, split: 'train', seed: 1, index: 0, size: 1 })).toThrow(
      /size.*two contours of 9 dashes/,
    );
  });
});
