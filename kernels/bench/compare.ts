import { relativeError } from '../src/math/vector.ts';
import type { Contender } from './contender.ts';
import { timePairs } from './pairs.ts';
import { processorMilliseconds } from './processorTime.ts';
import type { PairedTimes, PairOptions } from './pairs.ts';
import type { OutputCheck, Side } from './types.ts';

/** Two float32 computations in different orders. */
export const SAME_OUTPUT = 1e-4;

export interface Compared {
  readonly check: OutputCheck;
  /** Null where the outputs differ: then no time is taken. */
  readonly times: PairedTimes | null;
  readonly sides: readonly Side[];
}

/** Checks that two contenders give the same output, and times them if they do. */
export async function compare(
  first: Contender,
  second: Contender,
  options: PairOptions & { readonly allowed?: number },
): Promise<Compared> {
  const check = await checkOutputs(first, second, options.allowed ?? SAME_OUTPUT);
  if (!check.ok) return { check, times: null, sides: [] };
  const times = await timePairs(first, second, options);
  return { check, times, sides: [sideOf(first, times.first), sideOf(second, times.second)] };
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
