import { fitPowerLaw, quantilesOf, timeAlone, type Quantiles } from '@vla/kernels/bench';
import { pause } from '../../lib/compute/pause.ts';
import { checkVariants, timedProblem, variantsOn } from '../../lib/compute/timed.ts';
import type { Compute } from '../../lib/experiment.ts';
import type { Variant } from '../../lib/operators.ts';
import { variantLabel } from '../../lib/operators.ts';
import type { Config } from './definition.ts';

export interface Point {
  readonly T: number;
  /** Milliseconds of one forward pass. */
  readonly time: Quantiles;
}

export interface Line extends Variant {
  readonly points: readonly Point[];
  /** e in time ≈ c·Tᵉ, from the points with T ≥ `fitFrom`; null for fewer than two. */
  readonly exponent: number | null;
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
  const lines = variantsOn(runtime).map((variant) => ({ ...variant, points: [] as Point[] }));
  const lengths = doubling(longest);
  const total = lengths.reduce((sum, T) => sum + T, 0) * lines.length;
  let [done, difference] = [0, 0];
  for (const T of lengths) {
    const active = lines.filter(({ points }) => (points.at(-1)?.time.median ?? 0) <= patience);
    done += T * (lines.length - active.length);
    if (active.length === 0) break;
    const problem = timedProblem(runtime, { extent: { B: 1, H: heads, T, D: headSize }, seed, signal });
    try {
      if (T === shortest) difference = await checkVariants(problem, active, signal);
      for (const line of active) {
        const message = `${variantLabel(line)}, ${T} tokens`;
        onProgress({ fraction: done / total, message });
        await pause(signal);
        const contender = problem.contender(line.operator, line.form);
        const times = await timeAlone(contender, {
          pairs: samples,
          signal,
          onProgress: (part) => onProgress({ fraction: (done + part * T) / total, message }),
        });
        line.points.push({ T, time: quantilesOf(times) });
        done += T;
      }
    } finally {
      problem.dispose();
    }
  }
  const fitted = lines.map((line): Line => ({ ...line, exponent: exponentOf(line.points) }));
  return { heads, headSize, fitFrom, difference, lines: fitted };
};

function doubling(longest: number): number[] {
  const lengths: number[] = [];
  for (let T = shortest; T <= longest; T *= 2) lengths.push(T);
  return lengths;
}

function exponentOf(points: readonly Point[]): number | null {
  const long = points.filter(({ T }) => T >= fitFrom).map(({ T, time }) => ({ x: T, y: time.median }));
  return long.length < 2 ? null : fitPowerLaw(long).exponent;
}
