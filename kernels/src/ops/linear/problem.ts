import type { HostTensor } from '../../tensor.ts';
import { gradientProblem } from '../call/gradientProblem.ts';
import type { GradientProblem, RunOptions, Signature } from '../operator.ts';
import type { AttentionSizes } from '../validation/axes.ts';
import { attentionSizes } from '../validation/axes.ts';
import type { HostInputs } from '../validation/inputs.ts';
import { checkAllFinite, takeInputs } from '../validation/inputs.ts';
import { checkOptions, isNonNegative, numberOption } from '../validation/options.ts';
import type { LinearAttentionGradientInputs, LinearAttentionInputs, LinearAttentionOptions } from './types.ts';

export interface LinearAttentionSettings {
  readonly epsilon: number;
}

/** A linear attention call that is known to be well formed. */
export interface LinearAttentionProblem<X = HostTensor> {
  readonly sizes: AttentionSizes;
  readonly inputs: {
    /** [B,H,T,D] */
    readonly q: X;
    /** [B,H,T,D] */
    readonly k: X;
    /** [B,H,T,Dv] */
    readonly v: X;
    /** [B,H,Dv,D]; null means zeros. */
    readonly initialMemory: X | null;
    /** [B,H,D]; null means zeros. */
    readonly initialNormalizer: X | null;
  };
  readonly options: LinearAttentionSettings;
}

/** What a call takes beside its inputs. */
export type LinearAttentionCallOptions = LinearAttentionOptions & RunOptions;

const INPUTS = {
  required: { q: '[B,H,T,D]', k: '[B,H,T,D]', v: '[B,H,T,Dv]' },
  optional: { initialMemory: '[B,H,Dv,D]', initialNormalizer: '[B,H,D]' },
} as const;

/**
 * Validates a linear attention call and fills the defaults.
 *
 * @throws ArgumentError naming the argument, what it was and what was expected.
 */
export function linearAttentionProblem(
  given: LinearAttentionInputs,
  options: LinearAttentionCallOptions = {},
): LinearAttentionProblem {
  const problem = problemOf(takeInputs(given, INPUTS), options);
  checkAllFinite(problem.inputs);
  return problem;
}

function problemOf(inputs: HostInputs<typeof INPUTS>, options: LinearAttentionCallOptions): LinearAttentionProblem {
  const settings = linearAttentionSettings(options);
  const { q, k, v, initialMemory = null, initialNormalizer = null } = inputs;
  return {
    sizes: attentionSizes(inputs, INPUTS),
    inputs: { q, k, v, initialMemory, initialNormalizer },
    options: settings,
  };
}

/** Checks the options of a call, run options included, and fills the defaults. */
export function linearAttentionSettings(options: LinearAttentionCallOptions): LinearAttentionSettings {
  checkOptions(options, ['epsilon']);
  const { epsilon: value } = options;
  const expected = 'a finite number of at least 0';
  return { epsilon: numberOption({ name: 'epsilon', value, fallback: 1e-6, expected, accept: isNonNegative }) };
}

/** What a loss can depend on. */
export type LinearAttentionDifferentiable = 'output' | 'finalMemory' | 'finalNormalizer';

export const linearAttentionSignature: Signature<
  LinearAttentionProblem,
  LinearAttentionCallOptions,
  LinearAttentionDifferentiable
> = {
  inputs: INPUTS,
  results: () => ({ output: '[B,H,T,Dv]', finalMemory: '[B,H,Dv,D]', finalNormalizer: '[B,H,D]' }),
  differentiable: ['output', 'finalMemory', 'finalNormalizer'],
  problem: linearAttentionProblem,
  problemOnDevice: problemOf,
};

export type LinearAttentionGradientProblem = GradientProblem<LinearAttentionProblem, LinearAttentionDifferentiable>;

/** Validates a gradient call and fills the defaults. Throws ArgumentError naming the argument. */
export function linearAttentionGradientProblem(
  inputs: LinearAttentionGradientInputs,
  options: LinearAttentionCallOptions = {},
): LinearAttentionGradientProblem {
  return gradientProblem(linearAttentionSignature, inputs, options);
}
