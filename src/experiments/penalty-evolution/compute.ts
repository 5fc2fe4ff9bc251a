import type { HostTensor } from '@vla/kernels';
import type { Matrix } from '@vla/kernels/math';
import { matrixAt, symmetricEigenvalues } from '@vla/kernels/math';
import { pause } from '../../lib/compute/pause.ts';
import { forEachSeed } from '../../lib/compute/seeds.ts';
import type { Summary } from '../../lib/compute/statistics.ts';
import { summary } from '../../lib/compute/statistics.ts';
import { evenSteps } from '../../lib/compute/steps.ts';
import { stack } from '../../lib/compute/tensors.ts';
import { followVla } from '../../lib/compute/trajectory.ts';
import type { Compute } from '../../lib/experiment.ts';
import type { Config } from './definition.ts';
import type { Parameterisation, Sequence } from './inputs.ts';
import { drawSequence, parameterisations } from './inputs.ts';
import { Track } from './track.ts';

/** What came of one parameterisation. */
export interface Course {
  /** M_t of the first seed at every stop: the lower triangle row by row. */
  readonly penalties: readonly (readonly number[])[];
  /** Mean of ûᵀM_tû over the unit directions û of a group's tokens, over seeds, at every stop. */
  readonly relevant: readonly Summary[];
  readonly irrelevant: readonly Summary[];
  /** Irrelevant over relevant at the last step, over seeds. */
  readonly finalRatio: Summary;
  readonly finalTrace: Summary;
  /** Largest eigenvalue over the trace at the last step, over seeds. */
  readonly finalTopShare: Summary;
}

export interface Data {
  readonly headSize: number;
  readonly rank: number;
  readonly steps: readonly number[];
  readonly courses: Readonly<Record<Parameterisation, Course>>;
  /** Largest relative difference between the inverse of the kernel's A_t and λ0·I + Σ u uᵀ, summed in float64. */
  readonly inverseDeviation: number;
}

const frames = 24;

export const compute: Compute<Config, Data> = async ({ config, seed, runtime, signal, onProgress }) => {
  const { seeds, length, headSize, rank, lambda0 } = config;
  const sequences = await forEachSeed({ seed, count: seeds, signal, draw: (random) => drawSequence(random, config) });
  const tracks = sequences.map((sequence) => parameterisations.map((name) => new Track(sequence, name, config)));
  const stops = evenSteps(length, Math.max(1, Math.round(length / frames)));
  const onStep = (step: number): void => onProgress({ fraction: step / length, message: `step ${Math.round(step)}` });
  const run = followVla(tensors(sequences, config), { lambda0 }, { runtime, signal, stops, onStep });
  for await (const { step, result } of run) {
    tracks.flat().forEach((track, row) => track.measure(step, matrixAt(result.finalInverse, row)));
    await pause(signal);
  }
  const courses = parameterisations.map((name, h) => [name, course(tracks.map((row) => row[h]))]);
  return {
    headSize,
    rank,
    steps: stops,
    courses: Object.fromEntries(courses) as Data['courses'],
    inverseDeviation: Math.max(...tracks.flat().map(({ deviation }) => deviation)),
  };
};

/** One head for each parameterisation; A depends on u alone, so there is nothing to write. */
function tensors(sequences: readonly Sequence[], { headSize, rank, length }: Config) {
  const heads = parameterisations.length;
  const k = stack(
    sequences.map(({ keys }) => parameterisations.map(() => keys)),
    headSize,
  );
  const directions = stack(
    sequences.map((one) => parameterisations.map((name) => one.directions[name])),
    headSize,
  );
  const u: HostTensor = { shape: [sequences.length, heads, length, rank, headSize], data: directions.data };
  return { k, v: { shape: k.shape, data: new Float32Array(k.data.length) }, u };
}

function course(tracks: readonly Track[]): Course {
  const last = tracks[0].penalties.length - 1;
  const final = (measure: (track: Track) => number): Summary => summary(tracks.map(measure));
  const overSeeds = (group: 'relevant' | 'irrelevant'): Summary[] =>
    tracks[0][group].map((_, stop) => summary(tracks.map((track) => track[group][stop])));
  return {
    penalties: tracks[0].penalties.map(lowerTriangle),
    relevant: overSeeds('relevant'),
    irrelevant: overSeeds('irrelevant'),
    finalRatio: final(({ relevant, irrelevant }) => irrelevant[last] / relevant[last]),
    finalTrace: final(({ penalties }) => trace(penalties[last])),
    finalTopShare: final(
      ({ penalties }) => Math.max(...symmetricEigenvalues(penalties[last])) / trace(penalties[last]),
    ),
  };
}

function trace({ rows, data }: Matrix): number {
  return Array.from({ length: rows }, (_, i) => data[i * rows + i]).reduce((sum, value) => sum + value, 0);
}

function lowerTriangle({ rows, data }: Matrix): number[] {
  return Array.from({ length: rows }, (_, i) => [...data.subarray(i * rows, i * rows + i + 1)]).flat();
}
