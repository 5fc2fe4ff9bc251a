import { DeviceError } from '@vla/kernels';
import {
  batchOf,
  fitPowerLaw,
  quantilesOf,
  timeInTurn,
  type Batch,
  type Contender,
  type Quantiles,
} from '@vla/kernels/bench';
import { pause } from '../../lib/compute/pause.ts';
import { checkVariants, timedProblem, variantsOn, type TimedProblem } from '../../lib/compute/timed.ts';
import type { Compute } from '../../lib/experiment.ts';
import type { Variant } from '../../lib/operators.ts';
import { variantLabel } from '../../lib/operators.ts';
import type { Config } from './definition.ts';

export interface Point {
  readonly T: number;
  /** Milliseconds of one forward pass; null where it is too short for the clock here. */
  readonly time: Quantiles | null;
}

export interface Line extends Variant {
  readonly points: readonly Point[];
  /** e in time ≈ c·Tᵉ, fitted to the points with T ≥ `fitFrom` round by round; null for fewer than two points. */
  readonly exponent: Quantiles | null;
}

export interface Data {
  readonly heads: number;
  readonly headSize: number;
  readonly fitFrom: number;
  /** Largest relative difference of an output from the float64 reference, at the shortest length. */
  readonly difference: number;
  readonly lines: readonly Line[];
}

const shortest = 128;
/** Shorter sequences measure what a call costs, whatever its length. */
const fitFrom = 1024;

export const compute: Compute<Config, Data> = async ({ config, seed, runtime, signal, onProgress }) => {
  const { heads, headSize, longest, samples, patience } = config;
  const variants = variantsOn(runtime);
  const lengths = doubling(longest);
  const problems = new Map<number, TimedProblem>();
  const problemOf = (T: number): TimedProblem => {
    const extent = { B: 1, H: heads, T, D: headSize };
    const problem = problems.get(T) ?? timedProblem(runtime, { extent, seed, signal });
    problems.set(T, problem);
    return problem;
  };
  try {
    onProgress({ fraction: 0, message: 'comparison with the float64 reference' });
    const difference = await checkVariants(problemOf(shortest), variants, signal);
    const lines: Line[] = [];
    for (const [i, variant] of variants.entries()) {
      const { operator, form } = variant;
      const report = (part: number, what: string): void =>
        onProgress({ fraction: (i + part) / variants.length, message: `${variantLabel(variant)}, ${what}` });
      const timed: { readonly T: number; readonly contender: Contender; readonly batch: Batch }[] = [];
      const untimed: Point[] = [];
      // The next length is expected to take longer than this one by as much as this one did than the last; no operator
      // here takes more than four times as long for twice the length.
      let before: number | null = null;
      for (const T of lengths) {
        report(0, `${T} tokens`);
        await pause(signal);
        const contender = problemOf(T).contender(operator, form);
        const batch = await batchOf(contender, signal).catch(unlessTooShort);
        if (batch === null) {
          untimed.push({ T, time: null });
          continue;
        }
        timed.push({ T, contender, batch });
        const { milliseconds } = batch;
        const growth = before === null ? 2 : Math.min(4, milliseconds / before);
        if (milliseconds * growth > patience) break;
        before = milliseconds;
      }
      // All lengths in every round: when the machine is slow for a moment, it is slow for all of them.
      const contenders = timed.map(({ contender }) => contender);
      const times = await timeInTurn(contenders, {
        pairs: samples,
        batches: timed.map(({ batch }) => batch),
        signal,
        onProgress: (part) => report(0.3 + 0.7 * part, 'all lengths in turn'),
      });
      const measured = timed.map(({ T }, place) => ({ T, rounds: times[place]! }));
      const points = measured.map(({ T, rounds }): Point => ({ T, time: quantilesOf(rounds) }));
      lines.push({ ...variant, points: [...untimed, ...points], exponent: exponentOf(measured) });
    }
    if (lines.every(({ points }) => points.every(({ time }) => time === null)))
      throw new DeviceError('timing', `even ${lengths.at(-1)} tokens are too short for the clock here`);
    return { heads, headSize, fitFrom, difference, lines };
  } finally {
    for (const problem of problems.values()) problem.dispose();
  }
};

function doubling(longest: number): number[] {
  const lengths: number[] = [];
  for (let T = shortest; T <= longest; T *= 2) lengths.push(T);
  return lengths;
}

/** Null for what the clock cannot tell; throws whatever else went wrong. */
function unlessTooShort(error: unknown): null {
  if (error instanceof DeviceError && error.fault === 'timing') return null;
  throw error;
}

/** One fit for every round of timings. */
function exponentOf(measured: readonly { readonly T: number; readonly rounds: readonly number[] }[]): Quantiles | null {
  const long = measured.filter(({ T }) => T >= fitFrom);
  if (long.length < 2) return null;
  const fit = (_: number, round: number): number =>
    fitPowerLaw(long.map(({ T, rounds }) => ({ x: T, y: rounds[round]! }))).exponent;
  return quantilesOf(long[0]!.rounds.map(fit));
}
