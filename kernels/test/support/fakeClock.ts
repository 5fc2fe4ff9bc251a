import { vi } from 'vitest';

/** Milliseconds that reading the clock takes: nothing passes otherwise while a test's code runs. */
const READING = 1e-4;

let replaced: (() => number) | null = null;

/** Timers and a clock of the test's own, which moves on by `step` milliseconds at a time. Undone by {@link realClock}. */
export function fakeClock(step: number): void {
  realClock();
  vi.useFakeTimers();
  // Not a spy, which would keep a record of a million readings.
  const faked = (replaced = performance.now);
  let readings = 0;
  performance.now = () => Math.floor((faked.call(performance) + READING * ++readings) / step) * step;
}

/** As {@link fakeClock}, with a clock that stands. */
export function standingClock(): void {
  fakeClock(1);
  performance.now = () => 5;
}

export function realClock(): void {
  if (replaced) performance.now = replaced;
  replaced = null;
  vi.useRealTimers();
}

/** Lets time pass until `work` has settled. */
export async function inTime<T>(work: Promise<T>): Promise<T> {
  let isOver = false;
  const over = (): void => void (isOver = true);
  work.then(over, over);
  while (!isOver) await vi.advanceTimersByTimeAsync(1);
  return work;
}
