import type { HostTensor } from '@vla/kernels';
import { addOuter, identity, matrixAt, multiply, symmetricEigenvalues, transpose } from '@vla/kernels/math';
import { pause } from '../../lib/compute/pause.ts';
import { forEachSeed } from '../../lib/compute/seeds.ts';
import type { Summary } from '../../lib/compute/statistics.ts';
import { mean, quantile, summary } from '../../lib/compute/statistics.ts';
import { logarithmicSteps } from '../../lib/compute/steps.ts';
import { stack } from '../../lib/compute/tensors.ts';
import { followVla } from '../../lib/compute/trajectory.ts';
import type { LayerOutputs } from '../../lib/compute/untrainedLayer.ts';
import type { Compute } from '../../lib/experiment.ts';
import type { Config } from './definition.ts';
import { draw } from './inputs.ts';

/** Quantiles of a spectrum at each stop, geometric means over seeds. */
export interface Band {
  readonly smallest: readonly number[];
  readonly tenth: readonly number[];
  readonly median: readonly number[];
  readonly ninetieth: readonly number[];
  readonly largest: readonly number[];
}

export interface Data {
  readonly steps: readonly number[];
  readonly penalty: Band;
  readonly inverse: Band;
  readonly memory: Band;
  /** Condition number of A_t, over seeds. */
  readonly condition: readonly Summary[];
  /** At the last step, over seeds. */
  readonly final: {
    readonly penaltyLargest: Summary;
    readonly penaltySmallest: Summary;
    readonly memoryLargest: Summary;
    readonly memoryMedian: Summary;
    readonly memorySmallest: Summary;
    /** Share of the memory's eigenvalues between 1/2 and 2. */
    readonly memoryNearOne: Summary;
  };
  /** Largest |a·m − 1| over paired eigenvalues a of the kernel's A_t and m of M_t summed in float64. */
  readonly inverseDeviation: number;
}

/** Ascending eigenvalues by stop and seed. */
type Spectra = number[][][];

export const compute: Compute<Config, Data> = async ({ config, seed, runtime, signal, onProgress }) => {
  const { seeds, length, headSize, lambda0 } = config;
  onProgress({ fraction: 0, message: 'drawing inputs' });
  const drawn = await forEachSeed({ seed, count: seeds, signal, draw: (random) => draw(random, config) });
  const rows = (part: keyof LayerOutputs): HostTensor =>
    stack(
      drawn.map((outputs) => [outputs[part]]),
      headSize,
    );
  const inputs = { k: rows('keys'), v: rows('values'), u: rows('directions') };

  const stops = logarithmicSteps(length, 40);
  const onStep = (step: number): void => onProgress({ fraction: step / length, message: `step ${Math.round(step)}` });
  const penalties = drawn.map(() => identity(headSize, lambda0));
  const spectra = { penalty: [] as Spectra, inverse: [] as Spectra, memory: [] as Spectra };
  let done = 0;
  for await (const { step, result } of followVla(inputs, { lambda0 }, { runtime, signal, stops, onStep })) {
    for (; done < step; done++) {
      penalties.forEach((penalty, b) => {
        const u = drawn[b].directions.subarray(done * headSize, (done + 1) * headSize);
        addOuter(penalty, 1, u, u);
      });
    }
    spectra.penalty.push(penalties.map((penalty) => symmetricEigenvalues(penalty)));
    spectra.inverse.push(penalties.map((_, b) => symmetricEigenvalues(matrixAt(result.finalInverse, b))));
    spectra.memory.push(penalties.map((_, b) => squaredSingularValues(result.finalMemory, b)));
    await pause(signal);
  }
  return describe(stops, spectra);
};

function squaredSingularValues(memory: HostTensor, index: number): number[] {
  const s = matrixAt(memory, index);
  // Rounding can push an eigenvalue of SᵀS that is zero slightly below it.
  return symmetricEigenvalues(multiply(transpose(s), s)).map((value) => Math.max(0, value));
}

function describe(
  steps: readonly number[],
  spectra: Readonly<Record<'penalty' | 'inverse' | 'memory', Spectra>>,
): Data {
  const last = steps.length - 1;
  const final = (matrix: keyof typeof spectra, pick: (ascending: readonly number[]) => number): Summary =>
    summary(spectra[matrix][last].map(pick));
  const nearOne = (ascending: readonly number[]): number =>
    ascending.filter((value) => value >= 0.5 && value <= 2).length / ascending.length;
  return {
    steps,
    penalty: band(spectra.penalty),
    inverse: band(spectra.inverse),
    memory: band(spectra.memory),
    condition: spectra.inverse.map((seeds) => summary(seeds.map((ascending) => quantile(ascending, 1) / ascending[0]))),
    final: {
      penaltyLargest: final('penalty', (values) => quantile(values, 1)),
      penaltySmallest: final('penalty', (values) => values[0]),
      memoryLargest: final('memory', (values) => quantile(values, 1)),
      memoryMedian: final('memory', (values) => quantile(values, 0.5)),
      memorySmallest: final('memory', (values) => values[0]),
      memoryNearOne: final('memory', nearOne),
    },
    inverseDeviation: Math.max(
      ...spectra.inverse.flatMap((seeds, stop) =>
        seeds.flatMap((ascending, b) =>
          ascending.map((a, i) => Math.abs(a * spectra.penalty[stop][b][ascending.length - 1 - i] - 1)),
        ),
      ),
    ),
  };
}

function band(spectra: Spectra): Band {
  const curve = (q: number): number[] =>
    spectra.map((seeds) => Math.exp(mean(seeds.map((ascending) => Math.log(quantile(ascending, q))))));
  return { smallest: curve(0), tenth: curve(0.1), median: curve(0.5), ninetieth: curve(0.9), largest: curve(1) };
}
