import type { GradientProblem } from '../../call/gradientProblem.ts';
import { gradientProblem } from '../../call/gradientProblem.ts';
import type { RunOptions, VlaGradientInputs, VlaOptions } from '../../types.ts';
import type { VlaProblem, VlaSizes } from '../problem.ts';
import { VLA_INPUTS, vlaProblem } from '../problem.ts';

/** Results of VLA that a loss may depend on. The number of skipped updates has no gradient. */
export const VLA_DIFFERENTIABLE = ['output', 'finalInverse', 'finalMemory'] as const;

export type VlaGradientProblem = GradientProblem<VlaProblem, (typeof VLA_DIFFERENTIABLE)[number]>;

/** Validates a gradient call and fills the defaults. Throws ArgumentError naming the argument. */
export function vlaGradientProblem(inputs: VlaGradientInputs, options: VlaOptions & RunOptions): VlaGradientProblem {
  return gradientProblem({
    inputs,
    names: [...VLA_INPUTS.required, ...VLA_INPUTS.optional],
    results: VLA_DIFFERENTIABLE,
    problemOf: (call) => vlaProblem(call, options),
    shapesOf: ({ sizes }) => vlaResultShapes(sizes),
  });
}

function vlaResultShapes({ B, H, T, D, Dv }: VlaSizes) {
  return {
    output: [[B, H, T, Dv], '[B,H,T,Dv]'],
    finalMemory: [[B, H, Dv, D], '[B,H,Dv,D]'],
    finalInverse: [[B, H, D, D], '[B,H,D,D]'],
  } as const;
}
