import type { Matrix } from '@vla/kernels/math';
import {
  addOuter,
  identity,
  invertPositiveDefinite,
  multiply,
  symmetricEigenvalues,
  transpose,
} from '@vla/kernels/math';
import { seededRandom, type Random } from '@vla/kernels/random';
import { eluPlusOne, scaleRows } from '../../lib/compute/features.ts';
import { pause } from '../../lib/compute/pause.ts';
import { logarithmicSteps } from '../../lib/compute/steps.ts';
import type { Compute } from '../../lib/experiment.ts';
import type { Config } from './definition.ts';
import { Head, type Numbers } from './head.ts';

export const runNames = ['float32', 'float64', 'nudged'] as const;
export type RunName = (typeof runNames)[number];

/** One run at each stop; it ends where a number is not finite. */
export interface Track {
  readonly largest: readonly number[];
  readonly smallest: readonly number[];
  /** ‖A − M⁻¹‖ / ‖M⁻¹‖. */
  readonly deviation: readonly number[];
  readonly memoryLargest: readonly number[];
  readonly memorySmallest: readonly number[];
}

export interface Data {
  readonly steps: readonly number[];
  readonly tracks: Readonly<Record<RunName, Track>>;
  /** Of the last memory’s eigenvalues, those between 1/2 and 2, as a share. */
  readonly memoryNearOne: Readonly<Record<RunName, number>>;
  /** Tokens after which all numbers were finite still. */
  readonly finiteTokens: Readonly<Record<RunName, number>>;
}

/** Tokens between two turns of the event loop. */
const AT_ONCE = 20_000;

export const compute: Compute<Config, Data> = async ({ config, seed, signal, onProgress }) => {
  const { length, headSize: size, lambda0, vocabulary, period, epsilon } = config;
  const random = seededRandom(seed);
  const tokens = drawTokens(random, { vocabulary, size });
  const plain = { size, lambda0, period: 0, epsilon: 0 };
  const heads: Readonly<Record<RunName, Head>> = {
    float32: new Head(plain, (count) => new Float32Array(count)),
    float64: new Head(plain, (count) => new Float64Array(count)),
    nudged: new Head({ ...plain, period, epsilon }, (count) => new Float32Array(count)),
  };
  const all = Object.values(heads);
  // How often each token came: from that M is a sum without a rounding of its own.
  const counts = new Float64Array(vocabulary);
  const stops = logarithmicSteps(length, 40);
  const tracks = Object.fromEntries(runNames.map((name) => [name, emptyTrack()])) as Record<RunName, OpenTrack>;
  const finiteTokens = { float32: 0, float64: 0, nudged: 0 };
  let done = 0;
  for (const stop of stops) {
    while (done < stop) {
      const end = Math.min(stop, done + AT_ONCE);
      for (; done < end; done++) {
        const token = random.integer(vocabulary);
        counts[token]!++;
        for (const head of all) head.step(tokens, token * size);
      }
      onProgress({ fraction: done / length, message: `${done} tokens` });
      await pause(signal);
    }
    const exact = invertPositiveDefinite(penaltyOf(tokens.u, counts, { size, lambda0 }))!;
    for (const name of runNames) {
      if (!isFinite(heads[name])) continue;
      const found = look(heads[name], exact, size);
      for (const part of trackParts) tracks[name][part].push(found[part]);
      finiteTokens[name] = stop;
    }
  }
  const memoryNearOne = Object.fromEntries(
    runNames.map((name) => {
      const values = isFinite(heads[name]) ? squaredSingular(heads[name].memory, size) : [];
      return [name, values.filter((value) => value >= 0.5 && value <= 2).length / size];
    }),
  ) as Data['memoryNearOne'];
  return { steps: stops, tracks, memoryNearOne, finiteTokens };
};

const trackParts = ['largest', 'smallest', 'deviation', 'memoryLargest', 'memorySmallest'] as const;
type OpenTrack = Record<keyof Track, number[]>;

const isFinite = ({ inverse, memory }: Head): boolean =>
  inverse.every(Number.isFinite) && memory.every(Number.isFinite);

const emptyTrack = (): OpenTrack => ({
  largest: [],
  smallest: [],
  deviation: [],
  memoryLargest: [],
  memorySmallest: [],
});

/** Keys as an untrained v3 makes them, values, and directions of length 1/√D that are a random map of the raw keys. */
function drawTokens(random: Random, { vocabulary, size }: { readonly vocabulary: number; readonly size: number }) {
  const raw = random.fillNormal(new Float32Array(vocabulary * size));
  const map = random.fillNormal(new Float32Array(size * size));
  const u = Float32Array.from(raw, (_, i) => {
    const [token, row] = [Math.floor(i / size), i % size];
    let sum = 0;
    for (let j = 0; j < size; j++) sum += map[row * size + j]! * raw[token * size + j]!;
    return sum;
  });
  return {
    k: scaleRows(eluPlusOne(raw.slice()), size),
    v: random.fillNormal(new Float32Array(vocabulary * size)),
    u: scaleRows(u, size, 1 / Math.sqrt(size)),
  };
}

function penaltyOf(
  u: Float32Array,
  counts: Float64Array,
  { size, lambda0 }: { readonly size: number; readonly lambda0: number },
): Matrix {
  const penalty = identity(size, lambda0);
  counts.forEach((count, token) => {
    const direction = u.subarray(token * size, (token + 1) * size);
    if (count > 0) addOuter(penalty, count, direction, direction);
  });
  return penalty;
}

function look({ inverse, memory }: Head, exact: Matrix, size: number): Readonly<Record<keyof Track, number>> {
  const A = matrixOf(inverse, size);
  const spectrum = symmetricEigenvalues(A);
  const memorySpectrum = squaredSingular(memory, size);
  let [difference, whole] = [0, 0];
  for (let i = 0; i < size * size; i++) {
    difference += (A.data[i]! - exact.data[i]!) ** 2;
    whole += exact.data[i]! ** 2;
  }
  return {
    ...{ largest: spectrum.at(-1)!, smallest: spectrum[0]!, deviation: Math.sqrt(difference / whole) },
    ...{ memoryLargest: memorySpectrum.at(-1)!, memorySmallest: memorySpectrum[0]! },
  };
}

function squaredSingular(memory: Numbers, size: number): number[] {
  const S = matrixOf(memory, size);
  return symmetricEigenvalues(multiply(transpose(S), S)).map((value) => Math.max(0, value));
}

const matrixOf = (data: Numbers, size: number): Matrix => ({
  rows: size,
  columns: size,
  data: Float64Array.from(data),
});
