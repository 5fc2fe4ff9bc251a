import { expect, test } from 'vitest';
import { clockStep } from '../../src/runtime/clock.ts';

/** A clock that is read once in so many milliseconds. */
function clock(step: number, reading = 1e-4) {
  let exact = 0;
  return {
    now: () => Math.floor((exact += reading) / step) * step,
    read: () => exact,
  };
}

test.each([0.005, 0.1, 1, 100])('a clock that moves on by %d ms is found out', (step) => {
  expect(clockStep(clock(step).now)).toBeCloseTo(step, 9);
});

test('a program that is held up does not make the step longer', () => {
  const { now } = clock(1);
  let calls = 0;
  // For 7 ms during the first step.
  expect(clockStep(() => now() + (++calls > 5000 ? 7 : 0))).toBe(1);
});

test('a coarse clock is not waited for more than two steps', () => {
  const { now, read } = clock(100);
  clockStep(now);
  expect(read()).toBeLessThan(201);
});

test('a clock that stands has no step', () => {
  expect(clockStep(() => 5)).toBe(Infinity);
});

test('the clock here moves on by less than a millisecond', () => {
  expect(clockStep()).toBeGreaterThan(0);
  expect(clockStep()).toBeLessThan(1);
});
