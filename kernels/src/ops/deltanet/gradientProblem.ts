import type { GradientProblem } from '../call/gradientProblem.ts';
import { gradientProblem } from '../call/gradientProblem.ts';
import type { DeltaNetGradientInputs, RunOptions } from '../types.ts';
import type { DeltaNetProblem } from './problem.ts';
import { DELTANET_INPUTS, deltaNetProblem } from './problem.ts';

/** Results of DeltaNet that a loss may depend on. */
export const DELTANET_DIFFERENTIABLE = ['output', 'finalMemory'] as const;

export interface DeltaNetGradientProblem extends GradientProblem<
  DeltaNetProblem,
  (typeof DELTANET_DIFFERENTIABLE)[number]
> {
  /** Whether the call had write strengths, whose gradient is then wanted. */
  readonly hasBeta: boolean;
}

/** Validates a gradient call and fills the defaults. Throws ArgumentError naming the argument. */
export function deltaNetGradientProblem(
  inputs: DeltaNetGradientInputs,
  options: RunOptions = {},
): DeltaNetGradientProblem {
  const problem = gradientProblem({
    inputs,
    names: [...DELTANET_INPUTS.required, ...DELTANET_INPUTS.optional],
    results: DELTANET_DIFFERENTIABLE,
    problemOf: (call) => deltaNetProblem(call, options),
    shapesOf: ({ sizes: { B, H, T, D, Dv } }) => ({
      output: [[B, H, T, Dv], '[B,H,T,Dv]'],
      finalMemory: [[B, H, Dv, D], '[B,H,Dv,D]'],
    }),
  });
  return { ...problem, hasBeta: inputs.beta !== undefined };
}
