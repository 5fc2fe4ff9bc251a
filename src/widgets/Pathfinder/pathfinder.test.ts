import { pathfinderSettings, tracePathfinder, type Dash, type Place } from '@vla/kernels/tasks';
import { describe, expect, test } from 'vitest';
import { RunError } from '../worker/protocol.ts';
import { QuestionClient, type FromAnswering, type ToAnswering } from '../worker/questionClient.ts';
import { fakeWorkers } from '../worker/testing/fakeWorkers.ts';
import { tokenAt, tokenPair } from './arcs.ts';
import { judge } from './judge.ts';
import { dashesAlong, labelOf, marked, nearestTip, tipsOf, type ContourTip } from './own.ts';
import { drawn, painted } from './picture.ts';
import type { Answers, Guesses, Question } from './protocol.ts';

describe('tokens of a picture', () => {
  test('are its rows one after the other', () => {
    expect(tokenAt({ x: 0.5, y: 0.5 }, 20)).toBe(0);
    expect(tokenAt({ x: 19.9, y: 0.5 }, 20)).toBe(19);
    expect(tokenAt({ x: 0.5, y: 1.5 }, 20)).toBe(20);
    expect(tokenAt({ x: 20, y: 20 }, 20)).toBe(399);
  });

  test('neighbours below each other are a row apart, whichever was marked first', () => {
    const [above, below] = [
      { x: 7.5, y: 3.5 },
      { x: 7.5, y: 4.5 },
    ];
    expect(tokenPair([above, below], 32)).toEqual({ from: 103, to: 135, distance: 32 });
    expect(tokenPair([below, above], 32)).toEqual(tokenPair([above, below], 32));
  });
});

const { gap, size } = pathfinderSettings({ preset: '20' });
const along = (line: readonly Place[], others: readonly Dash[] = []) => dashesAlong(line, { size, gap }, others);
const row = (y: number, from = 3, to = 15): Place[] => [
  { x: from, y },
  { x: to, y },
];

describe('a line that is drawn by hand', () => {
  test('becomes dashes of two pixels with gaps between them', () => {
    const { contour, cut } = along(row(5));
    expect(cut).toBe(false);
    expect(contour.map(({ fromX, toX }) => [fromX, toX])).toEqual([
      [3, 5],
      [6, 8],
      [9, 11],
      [12, 14],
    ]);
  });

  test('is followed around a corner: every dash has its length, every gap its own', () => {
    const bent = [...row(5), { x: 15, y: 15 }];
    const { contour } = along(bent);
    expect(contour.length).toBeGreaterThan(6);
    for (const { fromX, fromY, toX, toY } of contour) expect(Math.hypot(toX - fromX, toY - fromY)).toBeCloseTo(2, 9);
    contour.slice(1).forEach(({ fromX, fromY }, i) => {
      const { toX, toY } = contour[i]!;
      expect(Math.hypot(fromX - toX, fromY - toY)).toBeCloseTo(gap, 9);
    });
  });

  test('keeps away from the border and stops before another path', () => {
    const { contour } = along(row(0.2, -5, 30));
    for (const { fromX, fromY, toX } of contour) {
      expect(fromY).toBe(1.5);
      expect(Math.min(fromX, toX)).toBeGreaterThanOrEqual(1.5);
      expect(Math.max(fromX, toX)).toBeLessThanOrEqual(size - 1.5);
    }
    const down = [
      { x: 9.5, y: 2 },
      { x: 9.5, y: 18 },
    ];
    const stopped = along(down, along(row(10)).contour);
    expect(stopped.cut).toBe(true);
    expect(Math.max(...stopped.contour.map(({ toY }) => toY))).toBeLessThan(8);
    expect(along([{ x: 5, y: 5 }])).toEqual({ contour: [], cut: false });
  });
});

describe('marks', () => {
  const contours = [along(row(5)).contour, along(row(14)).contour];
  const tip = (x: number, y: number): ContourTip => nearestTip(contours, { x, y })!;

  test('are at the ends of paths, two at a time, and say whether these are of one', () => {
    expect(tipsOf(contours).map(({ x, y, outX }) => [x, y, outX])).toEqual([
      [3, 5, -1],
      [14, 5, 1],
      [3, 14, -1],
      [14, 14, 1],
    ]);
    const [a, b, c] = [tip(0, 0), tip(19, 4), tip(2, 19)];
    expect([a.contour, b.contour, c.contour]).toEqual([0, 0, 1]);
    expect(labelOf(marked([a], b))).toBe(1);
    expect(marked([a, b], c)).toEqual([b, c]);
    expect(labelOf(marked([a, b], c))).toBe(0);
    expect(labelOf(marked([a, b], b))).toBe(null);
    expect(nearestTip([], a)).toBe(null);
  });

  test.each([
    ['of one path', [tip(0, 5), tip(19, 5)], 1],
    ['of two paths', [tip(0, 5), tip(19, 14)], 0],
  ] as const)('the checker reads a drawing with ends %s from its pixels', (_, markers, label) => {
    const picture = painted('20', contours, markers);
    expect(picture.label).toBe(label);
    const traced = tracePathfinder(picture.pixels, picture.size, { preset: '20' });
    expect(traced.label).toBe(label);
    expect(traced.dashes).toHaveLength(contours.flat().length);
  });
});

test('the rules’ guesses come with how often they are right on other pictures', () => {
  const { markers } = drawn({ preset: '12', cue: 'as published', index: 0 });
  const guess = () => judge({ kind: 'rules', markers: markers as never, preset: '12', cue: 'as published' }) as Guesses;
  const { floors, scored } = guess();
  expect(scored).toBeGreaterThan(0);
  expect(floors.tips).toBeGreaterThan(0.8);
  expect(floors.distance).toBeGreaterThan(floors.constant + 0.1);
  expect(guess()).toEqual(guess());
});

test('a picture is the same whenever it is drawn, and others have other pixels', () => {
  const at = (index: number) => drawn({ preset: '16', cue: 'matched', index });
  expect(at(3)).toEqual(at(3));
  expect(at(4).pixels).not.toEqual(at(3).pixels);
});

test('a worker that stops is an answer to every question that was open, and the next question has a new one', async () => {
  const { workers, create } = fakeWorkers<ToAnswering<Question>, FromAnswering<unknown>>();
  const client = new QuestionClient<Question, Answers>(create, { program: 'that judges pictures', again: 'ask' });
  const { pixels, size: side } = drawn({ preset: '12', cue: 'matched', index: 0 });
  const ask = () => client.ask({ kind: 'trace', pixels, size: side, preset: '12' });
  const first = ask();
  workers[0]!.say({ type: 'ready' });
  workers[0]!.crash('out of memory');
  await expect(first).rejects.toThrow(RunError);
  const second = ask();
  const traced = judge({ kind: 'trace', pixels, size: side, preset: '12' });
  workers[1]!.say({ type: 'answer', call: 2, answer: traced });
  expect(await second).toBe(traced);
});
