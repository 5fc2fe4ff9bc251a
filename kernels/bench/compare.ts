import { relativeError } from '../src/math/vector.ts';
import type { Contender } from './contender.ts';
import { timeAgainst } from './pairs.ts';
import { processorMilliseconds } from './processorTime.ts';
import type { PairedTimes, PairOptions } from './pairs.ts';
import type { OutputCheck, Side } from './types.ts';

/** Two float32 computations in different orders. */
export const SAME_OUTPUT = 1e-4;

export type CompareOptions = PairOptions & { readonly allowed?: number };

export interface Compared {
  readonly check: OutputCheck;
  /** Null where the outputs differ: then no time is taken. */
  readonly times: PairedTimes | null;
  readonly sides: readonly Side[];
}

/** Checks that two contenders give the same output, and times them if they do. */
export async function compare(first: Contender, second: Contender, options: CompareOptions): Promise<Compared> {
  return (await compareAll(first, [second], options))[0]!;
}

/** The same with one contender against each of some others. Where an output differs no time is taken of any. */
export async function compareAll(
  first: Contender,
  others: readonly Contender[],
  options: CompareOptions,
): Promise<Compared[]> {
  const expected = await first.output();
  const checks: OutputCheck[] = [];
  for (const other of others) checks.push(checkOf(await other.output(), expected, options.allowed ?? SAME_OUTPUT));
  if (!checks.every(({ ok }) => ok)) return checks.map((check) => ({ check, times: null, sides: [] }));
  const all = await timeAgainst(first, others, options);
  return all.map((times, index) => ({
    check: checks[index]!,
    times,
    sides: [sideOf(first, times.first), sideOf(others[index]!, times.second)],
  }));
}

export async function checkOutputs(first: Contender, second: Contender, allowed: number): Promise<OutputCheck> {
  return checkOf(await second.output(), await first.output(), allowed);
}

export function checkOf(actual: Float32Array, expected: Float32Array, allowed: number): OutputCheck {
  const difference = relativeError(actual, expected);
  return { difference, allowed, ok: difference <= allowed };
}

export function sideOf(contender: Contender, milliseconds: number): Side {
  const { label, form, flops } = contender;
  return {
    ...{ label, form, milliseconds, processorMilliseconds: processorMilliseconds(contender), flops },
    gigaflopsPerSecond: flops === null ? null : flops / milliseconds / 1e6,
  };
}
