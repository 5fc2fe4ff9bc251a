import type { HostTensor } from '../../tensor.ts';
import { gradientProblem } from '../call/gradientProblem.ts';
import type { GradientProblem, RunOptions, Signature } from '../operator.ts';
import type { AttentionSizes } from '../validation/axes.ts';
import { attentionSizes } from '../validation/axes.ts';
import type { HostInputs } from '../validation/inputs.ts';
import { checkAllFinite, takeInputs } from '../validation/inputs.ts';
import { FLOAT32_MAX, checkOptions, numberOption } from '../validation/options.ts';
import type { SoftmaxAttentionGradientInputs, SoftmaxAttentionInputs, SoftmaxAttentionOptions } from './types.ts';

export interface SoftmaxAttentionSettings {
  readonly scale: number;
}

/** A softmax attention call that is known to be well formed. */
export interface SoftmaxAttentionProblem<X = HostTensor> {
  readonly sizes: AttentionSizes;
  readonly inputs: {
    /** [B,H,T,D] */
    readonly q: X;
    /** [B,H,T,D] */
    readonly k: X;
    /** [B,H,T,Dv] */
    readonly v: X;
  };
  readonly options: SoftmaxAttentionSettings;
}

/** What a call takes beside its inputs. */
export type SoftmaxAttentionCallOptions = SoftmaxAttentionOptions & RunOptions;

const INPUTS = {
  required: { q: '[B,H,T,D]', k: '[B,H,T,D]', v: '[B,H,T,Dv]' },
  optional: {},
} as const;

/**
 * Validates a softmax attention call and fills the defaults.
 *
 * @throws ArgumentError naming the argument, what it was and what was expected.
 */
export function softmaxAttentionProblem(
  given: SoftmaxAttentionInputs,
  options: SoftmaxAttentionCallOptions = {},
): SoftmaxAttentionProblem {
  const problem = problemOf(takeInputs(given, INPUTS), options);
  checkAllFinite(problem.inputs);
  return problem;
}

function problemOf(
  { q, k, v }: HostInputs<typeof INPUTS>,
  options: SoftmaxAttentionCallOptions,
): SoftmaxAttentionProblem {
  const sizes = attentionSizes({ q, k, v }, INPUTS);
  return { sizes, inputs: { q, k, v }, options: softmaxAttentionSettings(options, sizes) };
}

/** Checks the options of a call, run options included, and fills the default scale 1/√D. */
function softmaxAttentionSettings(
  options: SoftmaxAttentionCallOptions,
  { D }: Pick<AttentionSizes, 'D'>,
): SoftmaxAttentionSettings {
  checkOptions(options, ['scale']);
  const scale = numberOption({
    name: 'scale',
    value: options.scale,
    fallback: 1 / Math.sqrt(D),
    expected: 'a finite number',
    accept: (value) => Math.abs(value) <= FLOAT32_MAX,
  });
  return { scale };
}

export const softmaxAttentionSignature: Signature<SoftmaxAttentionProblem, SoftmaxAttentionCallOptions, 'output'> = {
  inputs: INPUTS,
  results: () => ({ output: '[B,H,T,Dv]' }),
  differentiable: ['output'],
  problem: softmaxAttentionProblem,
  problemOnDevice: problemOf,
};

export type SoftmaxAttentionGradientProblem = GradientProblem<SoftmaxAttentionProblem, 'output'>;

/** Validates a gradient call and fills the defaults. Throws ArgumentError naming the argument. */
export function softmaxAttentionGradientProblem(
  inputs: SoftmaxAttentionGradientInputs,
  options: SoftmaxAttentionCallOptions = {},
): SoftmaxAttentionGradientProblem {
  return gradientProblem(softmaxAttentionSignature, inputs, options);
}
