import { vla } from '@vla/kernels';
import type { HostTensor } from '@vla/kernels';
import { pause } from '../../lib/compute/pause.ts';
import { stage } from '../../lib/compute/stage.ts';
import type { Summary } from '../../lib/compute/statistics.ts';
import { mean, summary } from '../../lib/compute/statistics.ts';
import type { Compute } from '../../lib/experiment.ts';
import type { Config } from './definition.ts';
import { lambdas } from './definition.ts';
import { drawInputs } from './inputs.ts';
import { alignment, closedFormNorm, numericJacobian } from './jacobian.ts';

/** The norm along the sequence for one λ0, thinned to buckets of neighbouring steps. */
export interface Curve {
  readonly lambda0: number;
  /** Last step of each bucket. */
  readonly steps: readonly number[];
  /** Mean over seeds and the bucket's steps. */
  readonly mean: readonly number[];
  readonly lowest: readonly number[];
  readonly highest: readonly number[];
  /** Largest norm of each sequence, over the seeds. */
  readonly largest: Summary;
  /** Largest singular values at sampled steps of the first sequence, and the closed form there. */
  readonly sampled: readonly { readonly step: number; readonly norm: number; readonly closedForm: number }[];
}

export interface Data {
  readonly curves: readonly Curve[];
  /** Largest |numeric − closed form| over all sampled steps. */
  readonly closedFormDeviation: number;
  /** Largest |spectral radius − 1| over all sampled steps. */
  readonly radiusDeviation: number;
}

const buckets = 128;
const samples = 16;

export const compute: Compute<Config, Data> = async (args) => {
  const { config, runtime, signal, onProgress } = args;
  const inputs = await drawInputs(args);
  const analyses: Analysis[] = [];
  for (const [index, lambda0] of lambdas.entries()) {
    const [from, to] = [index / lambdas.length, (index + 1) / lambdas.length];
    const report = stage(onProgress, { from, to, message: `λ₀ = ${lambda0}` });
    const { writeDirections } = await vla(inputs, {
      lambda0,
      keepIntermediates: true,
      session: runtime,
      signal,
      onProgress: (fraction) => report(0.5 * fraction),
    });
    if (!writeDirections) throw new Error('the operator returned no write directions');
    await pause(signal);
    analyses.push(analyse({ lambda0, directions: writeDirections, keys: inputs.k, config }));
    report(1);
    await pause(signal);
  }
  return {
    curves: analyses.map(({ curve }) => curve),
    closedFormDeviation: Math.max(...analyses.map(({ closedFormDeviation }) => closedFormDeviation)),
    radiusDeviation: Math.max(...analyses.map(({ radiusDeviation }) => radiusDeviation)),
  };
};

interface Analysis extends Omit<Data, 'curves'> {
  readonly curve: Curve;
}

function analyse(args: {
  readonly lambda0: number;
  readonly directions: HostTensor;
  readonly keys: HostTensor;
  readonly config: Config;
}): Analysis {
  const { lambda0, directions, keys } = args;
  const { seeds, length, headSize } = args.config;
  const at = (tensor: HostTensor, b: number, t: number) =>
    tensor.data.subarray((b * length + t) * headSize, (b * length + t + 1) * headSize);
  const sequences = Array.from({ length: seeds }, (_, b) => b);
  const steps = Array.from({ length }, (_, t) => t);
  const norms = sequences.map((b) => steps.map((t) => closedFormNorm(alignment(at(directions, b, t), at(keys, b, t)))));
  const checks = sequences.flatMap((b) =>
    steps
      .filter((t) => (t + 1) % Math.max(1, Math.floor(length / samples)) === 0)
      .map((t) => ({ b, t, ...numericJacobian(at(directions, b, t), at(keys, b, t)) })),
  );
  return {
    curve: {
      lambda0,
      ...thin(norms),
      largest: summary(norms.map((row) => Math.max(...row))),
      sampled: checks.filter(({ b }) => b === 0).map(({ t, norm }) => ({ step: t + 1, norm, closedForm: norms[0][t] })),
    },
    closedFormDeviation: Math.max(...checks.map(({ b, t, norm }) => Math.abs(norm - norms[b][t]))),
    radiusDeviation: Math.max(...checks.map(({ radius }) => Math.abs(radius - 1))),
  };
}

function thin(norms: readonly (readonly number[])[]) {
  const length = norms[0].length;
  const count = Math.min(buckets, length);
  const edges = Array.from({ length: count + 1 }, (_, i) => Math.round((i / count) * length));
  const groups = edges.slice(1).map((end, i) => norms.flatMap((row) => row.slice(edges[i], end)));
  return {
    steps: edges.slice(1),
    mean: groups.map(mean),
    lowest: groups.map((group) => Math.min(...group)),
    highest: groups.map((group) => Math.max(...group)),
  };
}
