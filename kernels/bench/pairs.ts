import { batchOf, LARGEST_BATCH, lastingBatch, resolutionOf, shortestTime, timeBatch } from './batch.ts';
import type { Batch } from './batch.ts';
import type { Contender } from './contender.ts';
import { noteProcessorTime, processorTime } from './processorTime.ts';
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
  /** Of the first contenders, where batchOf found them before. */
  readonly batches?: readonly Batch[];
}

/**
 * A pair's shorter batch lasts at least this share of the longer one. What the other side leaves behind (cold caches, memory to
 * be mapped again, garbage) would otherwise be timed as its own.
 */
const SHORTER_SHARE = 0.1;

/** Times two contenders in turn, see {@link timeInTurn}, in batches that are not too different. */
export async function timePairs(first: Contender, second: Contender, options: PairOptions): Promise<PairedTimes> {
  return (await timeAgainst(first, [second], options))[0]!;
}

/** Times one contender against each of some others, all of them in turn. */
export async function timeAgainst(
  first: Contender,
  others: readonly Contender[],
  options: PairOptions,
): Promise<PairedTimes[]> {
  const contenders = [first, ...others];
  const batches = await batchesOf(contenders, options);
  const longest = Math.max(...batches.map(({ count, milliseconds }) => count * milliseconds));
  const balanced = batches.map(({ count, milliseconds }) => ({
    milliseconds,
    count: Math.max(count, Math.min(LARGEST_BATCH, Math.ceil((SHORTER_SHARE * longest) / milliseconds))),
  }));
  const [ones = [], ...rest] = await timeInTurn(contenders, { ...options, batches: balanced });
  return rest.map((times) => ({
    ratio: quantilesOf(ones.map((time, pair) => time / times[pair]!)),
    pairs: options.pairs,
    first: medianOf(ones),
    second: medianOf(times),
  }));
}

/** Milliseconds of one computation, `pairs` times: batches of one contender alone. */
export async function timeAlone(contender: Contender, options: PairOptions): Promise<number[]> {
  return (await timeInTurn([contender], options))[0]!;
}

/**
 * Milliseconds a computation of each contender, `pairs` times: batches of all of them in turn, after a warm-up that also says
 * how many computations make a batch that lasts. Absolute times drift on a busy machine; the ratio of neighbours drifts less.
 *
 * @throws DeviceError('timing') where the largest batch is too short for the clock, or for how the device answers
 */
export async function timeInTurn(contenders: readonly Contender[], options: PairOptions): Promise<number[][]> {
  const { pairs: rounds, signal, onProgress } = options;
  const batches = await batchesOf(contenders, options);
  const resolutions = [];
  for (const contender of contenders) resolutions.push(await resolutionOf(contender));
  const times: number[][] = contenders.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, contender] of contenders.entries()) {
      signal?.throwIfAborted();
      const { count } = batches[index]!;
      const resolution = resolutions[index]!;
      const before = contender.processorTime?.() ?? processorTime();
      let milliseconds = await timeBatch(contender, count);
      const after = contender.processorTime?.() ?? processorTime();
      if (before !== null && after !== null) noteProcessorTime(contender, (after - before) / count);
      // The machine was slower when the batch was found, so this one is too short now.
      if (count * milliseconds < shortestTime(resolution) / 2) {
        batches[index] = await lastingBatch(contender, { count, resolution, signal });
        milliseconds = batches[index].milliseconds;
      }
      times[index]!.push(milliseconds);
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
