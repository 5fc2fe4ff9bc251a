import { packStates, resultShapes, statesOf, unpackStates } from '../../src/ops/call/states.ts';
import { vlaOperator } from '../../src/ops/vla/operator.ts';
import type { VlaProblem, VlaSizes } from '../../src/ops/vla/problem.ts';

/** The state buffer that a plan for VLA begins with. */
export function packVlaState(problem: VlaProblem): Float32Array {
  const shapes = resultShapes(vlaOperator, problem, problem.options);
  return packStates(statesOf(vlaOperator, problem, shapes), problem.inputs)['state']!;
}

/** The results that it ends as. */
export function unpackVlaState(state: Float32Array, { B, H, D, Dv }: VlaSizes) {
  const shapes = { finalInverse: [B, H, D, D], finalMemory: [B, H, Dv, D], skippedUpdates: [B, H] };
  const parts = Object.entries(shapes).map(([result, shape]) => ({
    words: shape.reduce((a, b) => a * b),
    initial: null,
    result,
  }));
  return unpackStates({ state: parts }, { state }, shapes);
}
