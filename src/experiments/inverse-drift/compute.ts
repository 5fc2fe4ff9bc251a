import type { Matrix } from '@vla/kernels/math';
import { invertPositiveDefinite, relativeError, symmetricConditionNumber } from '@vla/kernels/math';
import { pause } from '../../lib/compute/pause.ts';
import { forEachSeed } from '../../lib/compute/seeds.ts';
import { stage } from '../../lib/compute/stage.ts';
import type { Summary } from '../../lib/compute/statistics.ts';
import { summary } from '../../lib/compute/statistics.ts';
import { evenSteps, logarithmicSteps } from '../../lib/compute/steps.ts';
import type { Compute } from '../../lib/experiment.ts';
import type { Config } from './definition.ts';
import type { Kind } from './inputs.ts';
import { draw, kinds } from './inputs.ts';
import { toBfloat16, toFloat16 } from './halfPrecision.ts';
import type { Matrices, Tracking } from './tracked.ts';
import { exactPenalties, kernelInverses, roundedInverses } from './tracked.ts';

export type Method = 'float32' | 'nudge' | 'float16' | 'bfloat16';
type ByKind<Value> = Readonly<Record<Kind, Value>>;

export interface Data {
  readonly steps: readonly number[];
  /** ‖A_t − M_t⁻¹‖_F / ‖M_t⁻¹‖_F over seeds. */
  readonly errors: Readonly<Record<Method, ByKind<readonly Summary[]>>>;
  /** Condition number of M_t over seeds. */
  readonly condition: ByKind<readonly Summary[]>;
}

export const compute: Compute<Config, Data> = async ({ config, seed, runtime, signal, onProgress }) => {
  const { seeds, headSize, lambda0, period, epsilon } = config;
  onProgress({ fraction: 0, message: 'drawing directions' });
  const drawn = await forEachSeed({ seed, count: seeds, signal, draw: (random) => draw(random, config) });
  const sequences = drawn.flatMap((directions) => kinds.map((kind) => directions[kind]));
  const stops = stopsOf(config);
  const tracking = (from: number, to: number, message: string): Tracking => {
    const onPart = stage(onProgress, { from, to, message });
    return { sequences, size: headSize, lambda0, stops, signal, onPart };
  };

  const penalties = await exactPenalties(tracking(0.05, 0.1, 'exact inverse'));
  const exact = penalties.map((row) => row.map(exactInverse));
  await pause(signal);
  const errors = (tracked: Matrices) =>
    byKind(tracked, (matrix, stop, row) => relativeError(matrix.data, exact[stop][row].data));
  return {
    steps: stops,
    errors: {
      float32: errors(await kernelInverses(tracking(0.1, 0.35, 'float32'), runtime, {})),
      nudge: errors(await kernelInverses(tracking(0.35, 0.6, 'float32, nudged'), runtime, { period, epsilon })),
      float16: errors(await roundedInverses(tracking(0.6, 0.8, 'float16'), toFloat16)),
      bfloat16: errors(await roundedInverses(tracking(0.8, 1, 'bfloat16'), toBfloat16)),
    },
    condition: byKind(penalties, symmetricConditionNumber),
  };
};

/** Evenly spread on a logarithmic axis; from the first nudge on, right after a nudge, when its error is largest. */
function stopsOf({ length, period }: Config): number[] {
  const nudges = new Set(evenSteps(length, period));
  const snapped = logarithmicSteps(length, 28).map((step) => {
    const nudge = Math.round(step / period) * period;
    return nudges.has(nudge) ? nudge : step;
  });
  return [...new Set([...snapped, length])].sort((a, b) => a - b);
}

function exactInverse(penalty: Matrix): Matrix {
  const inverse = invertPositiveDefinite(penalty);
  if (!inverse) throw new Error('the penalty matrix is not positive definite in float64');
  return inverse;
}

/** Summaries over seeds at every stop; rows alternate between the kinds. */
function byKind(matrices: Matrices, measure: (matrix: Matrix, stop: number, row: number) => number): ByKind<Summary[]> {
  const values = matrices.map((rows, stop) => rows.map((matrix, row) => measure(matrix, stop, row)));
  const of = (offset: number) => values.map((rows) => summary(rows.filter((_, row) => row % kinds.length === offset)));
  return Object.fromEntries(kinds.map((kind, offset) => [kind, of(offset)])) as Record<Kind, Summary[]>;
}
