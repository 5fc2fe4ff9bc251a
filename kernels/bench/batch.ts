import { DeviceError } from '../src/errors.ts';
import { clockStep } from '../src/runtime/clock.ts';
import type { Contender } from './contender.ts';

/** How many computations are timed together, and how long one of them takes. */
export interface Batch {
  readonly count: number;
  readonly milliseconds: number;
}

/** In milliseconds. Shorter batches measure the queue. */
const SHORTEST = 10;
/** Of the time in which the device says that it has nothing to do: shorter batches measure how it answers. */
const ROUND_TRIPS = 20;
/** Of the clock: shorter batches measure where in a step of it they began. */
const CLOCK_STEPS = 50;
export const LARGEST_BATCH = 10_000;
/** A computation that takes this long is a batch of its own, warm or not. */
const SURELY_LONG = 300;
/** An answer that took longer is waited for a second time, since the program may have been held up. */
const SURELY_PROMPT = 5;

/** What times can be told apart here, in milliseconds. */
export interface Resolution {
  /** Until the device says that it has nothing to do. */
  readonly latency: number;
  /** By which the clock moves on at a time. */
  readonly step: number;
}

/** The shortest time in milliseconds that can be told from its latency and its clock. */
export function shortestTime({ latency, step }: Resolution): number {
  return Math.max(SHORTEST, ROUND_TRIPS * latency, CLOCK_STEPS * step);
}

/** Says that a time is no result. */
export function tooCoarse(what: string, { latency, step }: Resolution): DeviceError {
  const shortest = shortestTime({ latency, step });
  const rounded = (value: number): string => String(Number(value.toPrecision(2)));
  const reason =
    ROUND_TRIPS * latency >= CLOCK_STEPS * step
      ? `the device takes ${rounded(latency)} ms to say that it is done`
      : `the clock moves on by ${rounded(step)} ms at a time`;
  return new DeviceError('timing', `${what}, and ${rounded(shortest)} ms are needed here: ${reason}`);
}

/**
 * Warms up, and finds how many computations last long enough to be timed, and milliseconds of one. The contender should have
 * computed something before, or the first time is that of compilation too.
 *
 * @throws DeviceError('timing') where the largest batch is too short for the clock, or for how the device answers
 */
export async function batchOf(contender: Contender, signal: AbortSignal | undefined): Promise<Batch> {
  const first = await timeBatch(contender, 1);
  const resolution = await resolutionOf(contender);
  if (first >= Math.max(SURELY_LONG, shortestTime(resolution))) return { count: 1, milliseconds: first };
  return lastingBatch(contender, { count: 1, resolution, signal });
}

/** Times batches, larger and larger ones from `count` computations on, until one lasts long enough. */
export async function lastingBatch(
  contender: Contender,
  args: { readonly count: number; readonly resolution: Resolution; readonly signal: AbortSignal | undefined },
): Promise<Batch> {
  const { resolution, signal } = args;
  const shortest = shortestTime(resolution);
  let { count } = args;
  for (;;) {
    signal?.throwIfAborted();
    const milliseconds = await timeBatch(contender, count);
    const elapsed = count * milliseconds;
    if (elapsed >= shortest) return { count, milliseconds };
    if (count >= LARGEST_BATCH)
      throw tooCoarse(`${contender.label}: ${count} computations take ${elapsed.toFixed(1)} ms`, resolution);
    // A little more than needed, so that noise does not make batches too short.
    const factor = Math.min(100, (1.5 * shortest) / Math.max(elapsed, 0.1));
    count = Math.min(LARGEST_BATCH, Math.ceil(count * factor));
  }
}

/** Waits until the contender's device is idle, and finds how exact a time of it can be. */
export async function resolutionOf(contender: Contender): Promise<Resolution> {
  const step = clockStep();
  if (step === Infinity) throw new DeviceError('timing', `${contender.label}: the clock stands still`);
  await timeBatch(contender, 0);
  let latency = await timeBatch(contender, 0);
  if (latency > SURELY_PROMPT) latency = Math.min(latency, await timeBatch(contender, 0));
  return { latency, step };
}

/** Milliseconds a computation: `count` of them are started, then the device is waited for; only that where it is 0. */
export async function timeBatch(contender: Contender, count: number): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < count; i++) await contender.start();
  await contender.settled();
  return (performance.now() - start) / Math.max(1, count);
}
