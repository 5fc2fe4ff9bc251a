import type { HostTensor } from '../../tensor.ts';
import { gradientProblem } from '../call/gradientProblem.ts';
import type { GradientProblem, RunOptions, Signature } from '../operator.ts';
import type { AttentionSizes } from '../validation/axes.ts';
import { attentionSizes } from '../validation/axes.ts';
import type { HostInputs } from '../validation/inputs.ts';
import { checkAllFinite, takeInputs } from '../validation/inputs.ts';
import { checkOptions } from '../validation/options.ts';
import type { DeltaNetGradientInputs, DeltaNetInputs } from './types.ts';

/** A DeltaNet call that is known to be well formed. */
export interface DeltaNetProblem<X = HostTensor> {
  readonly sizes: AttentionSizes;
  readonly inputs: {
    /** [B,H,T,D] */
    readonly q: X;
    /** [B,H,T,D] */
    readonly k: X;
    /** [B,H,T,Dv] */
    readonly v: X;
    /** [B,H,T]; ones where the caller gave none. */
    readonly beta: X;
    /** [B,H,Dv,D]; null means zeros. */
    readonly initialMemory: X | null;
  };
}

const INPUTS = {
  required: { q: '[B,H,T,D]', k: '[B,H,T,D]', v: '[B,H,T,Dv]' },
  optional: { beta: '[B,H,T]', initialMemory: '[B,H,Dv,D]' },
} as const;

/**
 * Validates a DeltaNet call and fills the defaults.
 *
 * @throws ArgumentError naming the argument, what it was and what was expected.
 */
export function deltaNetProblem(given: DeltaNetInputs, options: RunOptions = {}): DeltaNetProblem {
  const problem = problemOf(takeInputs(given, INPUTS), options);
  checkAllFinite(problem.inputs);
  return problem;
}

function problemOf(inputs: HostInputs<typeof INPUTS>, options: RunOptions): DeltaNetProblem {
  checkOptions(options, []);
  const sizes = attentionSizes(inputs, INPUTS);
  const { B, H, T } = sizes;
  const { q, k, v, initialMemory = null } = inputs;
  const beta = inputs.beta ?? { shape: [B, H, T], data: new Float32Array(B * H * T).fill(1) };
  return { sizes, inputs: { q, k, v, beta, initialMemory } };
}

export const deltaNetSignature: Signature<DeltaNetProblem, RunOptions, 'output' | 'finalMemory'> = {
  inputs: INPUTS,
  results: () => ({ output: '[B,H,T,Dv]', finalMemory: '[B,H,Dv,D]' }),
  differentiable: ['output', 'finalMemory'],
  problem: deltaNetProblem,
  problemOnDevice: problemOf,
};

export type DeltaNetGradientProblem = GradientProblem<DeltaNetProblem, 'output' | 'finalMemory'>;

/** Validates a gradient call and fills the defaults. Throws ArgumentError naming the argument. */
export function deltaNetGradientProblem(
  inputs: DeltaNetGradientInputs,
  options: RunOptions = {},
): DeltaNetGradientProblem {
  return gradientProblem(deltaNetSignature, inputs, options);
}
