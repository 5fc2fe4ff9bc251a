import type { GradientProblem } from '../call/gradientProblem.ts';
import { gradientProblem } from '../call/gradientProblem.ts';
import type { RunOptions, SoftmaxAttentionGradientInputs, SoftmaxAttentionOptions } from '../types.ts';
import type { SoftmaxAttentionProblem } from './problem.ts';
import { SOFTMAX_ATTENTION_INPUTS, softmaxAttentionProblem } from './problem.ts';

export type SoftmaxAttentionGradientProblem = GradientProblem<SoftmaxAttentionProblem, 'output'>;

/** Validates a gradient call and fills the defaults. Throws ArgumentError naming the argument. */
export function softmaxAttentionGradientProblem(
  inputs: SoftmaxAttentionGradientInputs,
  options: SoftmaxAttentionOptions & RunOptions = {},
): SoftmaxAttentionGradientProblem {
  return gradientProblem({
    inputs,
    names: [...SOFTMAX_ATTENTION_INPUTS.required],
    results: ['output'],
    problemOf: (call) => softmaxAttentionProblem(call, options),
    shapesOf: ({ sizes: { B, H, T, Dv } }) => ({ output: [[B, H, T, Dv], '[B,H,T,Dv]'] }),
  });
}
