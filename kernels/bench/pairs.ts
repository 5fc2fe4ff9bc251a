import type { Contender } from './contender.ts';
import { medianOf, quantilesOf } from './quantiles.ts';
import type { Quantiles } from './quantiles.ts';

/** Ratios first/second of the times of interleaved batches, and the medians of both in milliseconds a computation. */
export interface PairedTimes {
  readonly ratio: Quantiles;
  readonly pairs: number;
  readonly first: number;
  readonly second: number;
}

export interface PairOptions {
  readonly pairs: number;
  readonly signal?: AbortSignal | undefined;
  /** Called with the fraction done, 0…1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** Shorter batches measure the clock and the queue. */
const SHORTEST_BATCH = 10;
const LARGEST_BATCH = 10_000;

/**
 * Times two contenders in turn, `pairs` times each, after a warm-up that also says how many computations make a batch of
 * 10 ms or more. Absolute times drift on a busy machine; the ratio of neighbours drifts less.
 */
export async function timePairs(first: Contender, second: Contender, options: PairOptions): Promise<PairedTimes> {
  const { pairs, signal, onProgress } = options;
  const counts = [await batchOf(first, signal), await batchOf(second, signal)] as const;
  const times: { first: number; second: number }[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    signal?.throwIfAborted();
    const one = await timeBatch(first, counts[0]);
    signal?.throwIfAborted();
    times.push({ first: one, second: await timeBatch(second, counts[1]) });
    onProgress?.((pair + 1) / pairs);
  }
  return {
    ratio: quantilesOf(times.map((time) => time.first / time.second)),
    pairs,
    first: medianOf(times.map((time) => time.first)),
    second: medianOf(times.map((time) => time.second)),
  };
}

/** Milliseconds of one computation, `samples` times: batches of one contender alone. */
export async function timeAlone(contender: Contender, options: PairOptions): Promise<number[]> {
  const { pairs: samples, signal, onProgress } = options;
  const count = await batchOf(contender, signal);
  const times: number[] = [];
  for (let sample = 0; sample < samples; sample++) {
    signal?.throwIfAborted();
    times.push(await timeBatch(contender, count));
    onProgress?.((sample + 1) / samples);
  }
  return times;
}

/** Warms up, and finds how many computations last long enough to be timed. */
async function batchOf(contender: Contender, signal: AbortSignal | undefined): Promise<number> {
  await timeBatch(contender, 1);
  let count = 1;
  for (;;) {
    signal?.throwIfAborted();
    const elapsed = count * (await timeBatch(contender, count));
    if (elapsed >= SHORTEST_BATCH || count >= LARGEST_BATCH) return count;
    // A little more than needed, so that noise does not make batches too short.
    const factor = Math.min(100, (1.5 * SHORTEST_BATCH) / Math.max(elapsed, 0.1));
    count = Math.min(LARGEST_BATCH, Math.ceil(count * factor));
  }
}

/** Milliseconds a computation: `count` of them are started, then the device is waited for. */
async function timeBatch(contender: Contender, count: number): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < count; i++) await contender.start();
  await contender.settled();
  return (performance.now() - start) / count;
}
