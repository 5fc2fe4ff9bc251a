import { describe, expect, test } from 'vitest';
import type { PassPlan } from '../../src/runtime/plan.ts';
import { SliceCalibration, startOf } from '../../src/runtime/slices.ts';
import type { Piece } from '../../src/runtime/slices.ts';

const MEGA = 1e6;

function pass(code: string, flops: number, range?: PassPlan['range']): PassPlan {
  return { label: code, code, bindings: [], workgroups: [1, 1, 1], flops, range };
}

/** All submissions of a job on a device that does `speed` flops per millisecond. */
function run(calibration: SliceCalibration, passes: readonly PassPlan[], speed: number): (readonly Piece[])[] {
  const submissions: (readonly Piece[])[] = [];
  for (let cursor = startOf(passes); cursor.pass < passes.length;) {
    const slice = calibration.next(passes, cursor);
    calibration.learn(slice.pieces, slice.pieces.reduce((sum, { flops }) => sum + flops, 0) / speed);
    submissions.push(slice.pieces);
    cursor = slice.cursor;
  }
  return submissions;
}

const milliseconds = (pieces: readonly Piece[], speed: number): number =>
  pieces.reduce((sum, { flops }) => sum + flops, 0) / speed;

describe('slices of a job', () => {
  test('a short job is one dispatch', () => {
    const submissions = run(new SliceCalibration(), [pass('a', 20 * MEGA, { begin: 0, end: 128, multiple: 1 })], MEGA);
    expect(submissions).toHaveLength(1);
    expect(submissions[0]).toMatchObject([{ begin: 0, end: 128 }]);
  });

  test.each([0.1 * MEGA, MEGA, 100 * MEGA])(
    'a long one is cut, and the cuts cover every step once: %d flops/ms',
    (speed) => {
      const range = { begin: 3, end: 10_003, multiple: 1 };
      const pieces = run(new SliceCalibration(), [pass('a', 20_000 * MEGA, range)], speed).flat();
      expect(pieces[0]!.begin).toBe(3);
      expect(pieces.at(-1)!.end).toBe(10_003);
      pieces.slice(1).forEach((piece, index) => expect(piece.begin).toBe(pieces[index]!.end));
    },
  );

  test('once a speed is learnt, submissions take about 100 ms on slow and on fast devices', () => {
    for (const speed of [0.05 * MEGA, 5 * MEGA, 500 * MEGA]) {
      const range = { begin: 0, end: 1_000_000, multiple: 1 };
      const submissions = run(new SliceCalibration(), [pass('a', 5000 * speed, range)], speed);
      const learnt = submissions.slice(8, -1).map((pieces) => milliseconds(pieces, speed));
      expect(learnt.length).toBeGreaterThan(10);
      expect(Math.max(...learnt)).toBeLessThan(130);
      expect(Math.min(...learnt)).toBeGreaterThan(70);
    }
  });

  test('cuts lie on multiples, and a piece has at least one', () => {
    const range = { begin: 0, end: 100, multiple: 32 };
    const pieces = run(new SliceCalibration(), [pass('a', 10_000 * MEGA, range)], 0.01 * MEGA).flat();
    expect(pieces.map(({ begin }) => begin)).toEqual([0, 32, 64, 96]);
  });

  test('passes that can’t be cut keep their order and run once', () => {
    const passes = ['a', 'b', 'c', 'd'].map((code) => pass(code, 25 * MEGA));
    const submissions = run(new SliceCalibration(), passes, MEGA);
    expect(submissions.flat().map((piece) => piece.pass.code)).toEqual(['a', 'b', 'c', 'd']);
    expect(submissions.length).toBeGreaterThan(1);
  });

  test('submitted at once, a pass is as few dispatches as stay below half a second, and none is shared', () => {
    const calibration = new SliceCalibration();
    const range = { begin: 0, end: 1000, multiple: 1 };
    const passes = [pass('a', 900 * MEGA, range), pass('b', 300 * MEGA, range), pass('c', 10 * MEGA)];
    // Each shader is taught its speed, a million operations a millisecond.
    run(calibration, [pass('a', 5000 * MEGA, range), pass('b', 5000 * MEGA, range), pass('c', 400 * MEGA)], MEGA);
    const pieces = calibration.dispatches(passes);
    expect(pieces.map((piece) => piece.pass.code)).toEqual(['a', 'a', 'b', 'c']);
    expect(pieces[1]!.begin).toBe(pieces[0]!.end);
    expect(pieces[1]!.end).toBe(1000);
  });
});
