import type { GradientProblem } from '../call/gradientProblem.ts';
import { gradientProblem } from '../call/gradientProblem.ts';
import type { LinearAttentionGradientInputs, LinearAttentionOptions, RunOptions } from '../types.ts';
import type { LinearAttentionProblem } from './problem.ts';
import { LINEAR_ATTENTION_INPUTS, linearAttentionProblem } from './problem.ts';

/** Results of linear attention that a loss may depend on. */
export const LINEAR_ATTENTION_DIFFERENTIABLE = ['output', 'finalMemory', 'finalNormalizer'] as const;

export type LinearAttentionGradientProblem = GradientProblem<
  LinearAttentionProblem,
  (typeof LINEAR_ATTENTION_DIFFERENTIABLE)[number]
>;

/** Validates a gradient call and fills the defaults. Throws ArgumentError naming the argument. */
export function linearAttentionGradientProblem(
  inputs: LinearAttentionGradientInputs,
  options: LinearAttentionOptions & RunOptions = {},
): LinearAttentionGradientProblem {
  return gradientProblem({
    inputs,
    names: [...LINEAR_ATTENTION_INPUTS.required, ...LINEAR_ATTENTION_INPUTS.optional],
    results: LINEAR_ATTENTION_DIFFERENTIABLE,
    problemOf: (call) => linearAttentionProblem(call, options),
    shapesOf: ({ sizes: { B, H, T, D, Dv } }) => ({
      output: [[B, H, T, Dv], '[B,H,T,Dv]'],
      finalMemory: [[B, H, Dv, D], '[B,H,Dv,D]'],
      finalNormalizer: [[B, H, D], '[B,H,D]'],
    }),
  });
}
