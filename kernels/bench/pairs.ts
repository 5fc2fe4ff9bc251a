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
  /** Of the first contenders, where {@link batchOf} found them before. */
  readonly batches?: readonly Batch[];
}

/** How many computations are timed together, and how long one of them takes. */
export interface Batch {
  readonly count: number;
  readonly milliseconds: number;
}

/** Shorter batches measure the clock and the queue. */
const SHORTEST_BATCH = 10;
const LARGEST_BATCH = 10_000;
/** A computation that takes this long is a batch of its own, warm or not. */
const SURELY_LONG = 300;
/**
 * A pair's shorter batch lasts at least this share of the longer one. What the other side leaves behind (cold caches, memory to
 * be mapped again, garbage) would otherwise be timed as its own.
 */
const SHORTER_SHARE = 0.1;

/** Times two contenders in turn, see {@link timeInTurn}, in batches that are not too different. */
export async function timePairs(first: Contender, second: Contender, options: PairOptions): Promise<PairedTimes> {
  const batches = await batchesOf([first, second], options);
  const longest = Math.max(...batches.map(({ count, milliseconds }) => count * milliseconds));
  const balanced = batches.map(({ count, milliseconds }) => ({
    milliseconds,
    count: Math.max(count, Math.min(LARGEST_BATCH, Math.ceil((SHORTER_SHARE * longest) / milliseconds))),
  }));
  const times = await timeInTurn([first, second], { ...options, batches: balanced });
  const [ones, others] = times as [number[], number[]];
  return {
    ratio: quantilesOf(ones.map((time, pair) => time / others[pair]!)),
    pairs: options.pairs,
    first: medianOf(ones),
    second: medianOf(others),
  };
}

/** Milliseconds of one computation, `pairs` times: batches of one contender alone. */
export async function timeAlone(contender: Contender, options: PairOptions): Promise<number[]> {
  return (await timeInTurn([contender], options))[0]!;
}

/**
 * Milliseconds a computation of each contender, `pairs` times: batches of all of them in turn, after a warm-up that also says
 * how many computations make a batch of 10 ms or more. Absolute times drift on a busy machine; the ratio of neighbours
 * drifts less.
 */
export async function timeInTurn(contenders: readonly Contender[], options: PairOptions): Promise<number[][]> {
  const { pairs: rounds, signal, onProgress } = options;
  const batches = await batchesOf(contenders, options);
  const times: number[][] = contenders.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, contender] of contenders.entries()) {
      signal?.throwIfAborted();
      times[index]!.push(await timeBatch(contender, batches[index]!.count));
    }
    onProgress?.((round + 1) / rounds);
  }
  return times;
}

async function batchesOf(contenders: readonly Contender[], { batches, signal }: PairOptions): Promise<Batch[]> {
  const all = [...(batches ?? [])];
  for (const contender of contenders.slice(all.length)) all.push(await batchOf(contender, signal));
  return all;
}

/**
 * Warms up, and finds how many computations last long enough to be timed, and milliseconds of one. The contender should have
 * computed something before, or the first time is that of compilation too.
 */
export async function batchOf(contender: Contender, signal: AbortSignal | undefined): Promise<Batch> {
  const first = await timeBatch(contender, 1);
  if (first >= SURELY_LONG) return { count: 1, milliseconds: first };
  let count = 1;
  for (;;) {
    signal?.throwIfAborted();
    const milliseconds = await timeBatch(contender, count);
    const elapsed = count * milliseconds;
    if (elapsed >= SHORTEST_BATCH || count >= LARGEST_BATCH) return { count, milliseconds };
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
