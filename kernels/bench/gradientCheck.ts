import { relativeError } from '../src/math/vector.ts';
import type { HostTensor } from '../src/index.ts';
import { vlaGradientProblem, vlaGradientReference } from '../src/reference.ts';
import type { StepResults } from './gradientContenders.ts';
import type { AttentionArrays } from './inputs.ts';
import { LAMBDA0 } from './operators.ts';
import type { OutputCheck } from './types.ts';

/** Two float32 computations of a gradient in different orders. */
const SAME_GRADIENT = 1e-4;
/** A gradient in float32 against float64, on the inputs of the bench, which are well conditioned. */
const ALLOWED = 5e-5;

/** The worst of the output and the four gradients. */
export function sameSteps(actual: StepResults, expected: StepResults): OutputCheck {
  return worst(
    actual.map((numbers, index) => relativeError(numbers, expected[index]!)),
    SAME_GRADIENT,
  );
}

/** Compares the gradients of the last head with the float64 reference: a gradient depends on the whole sequence. */
export function checkGradients(
  { B, H, T, D, ...arrays }: AttentionArrays,
  outputGradient: Float32Array,
  [, ...gradients]: StepResults,
): OutputCheck {
  const start = (B * H - 1) * T * D;
  const part = (data: Float32Array): HostTensor => ({ shape: [1, 1, T, D], data: data.subarray(start) });
  const { q, k, v, u } = arrays;
  const call = { q: part(q), k: part(k), v: part(v), u: part(u), outputGradient: part(outputGradient) };
  const expected = vlaGradientReference(vlaGradientProblem(call, { lambda0: LAMBDA0 }));
  return worst(
    [expected.q, expected.k, expected.v, expected.u].map(({ data }, index) =>
      relativeError(gradients[index]!.subarray(start), data),
    ),
    ALLOWED,
  );
}

/** NaN is worse than any number. */
function worst(differences: readonly number[], allowed: number): OutputCheck {
  const difference = differences.some(Number.isNaN) ? NaN : Math.max(...differences);
  return { difference, allowed, ok: difference <= allowed };
}
