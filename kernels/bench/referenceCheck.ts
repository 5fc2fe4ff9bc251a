import { relativeError } from '../src/math/vector.ts';
import {
  deltaNetProblem,
  deltaNetReference,
  linearAttentionProblem,
  linearAttentionReference,
  softmaxAttentionProblem,
  softmaxAttentionReference,
  vlaProblem,
  vlaReference,
} from '../src/reference.ts';
import type { HostTensor } from '../src/index.ts';
import { positiveFor } from './inputs.ts';
import type { AttentionArrays } from './inputs.ts';
import { LAMBDA0 } from './operators.ts';
import type { OperatorName } from './operators.ts';
import type { OutputCheck } from './types.ts';

/** Relative error that float32 stays below on the inputs of the bench, which are well conditioned. */
const ALLOWED = 2e-5;
/** Operations that the processor is given for a check in float64: some tenths of a second. */
const CHECK_FLOPS = 2e8;

/**
 * Compares the first steps of the last head of an operator's output with the float64 reference.
 *
 * @param steps how many. Default: as many as take the processor some tenths of a second
 */
export function checkAgainstReference(
  operator: OperatorName,
  { B, H, T, D, q, k, v, u }: AttentionArrays,
  output: Float32Array,
  steps = affordableSteps(operator, { T, D }),
): OutputCheck {
  const start = (B * H - 1) * T * D;
  const part = (data: Float32Array): HostTensor => ({
    shape: [1, 1, steps, D],
    data: data.subarray(start, start + steps * D),
  });
  const expected = reference(operator, {
    q: part(positiveFor(operator, q)),
    k: part(positiveFor(operator, k)),
    v: part(v),
    u: part(u),
  });
  const difference = relativeError(part(output).data, expected.data);
  return { difference, allowed: ALLOWED, ok: difference <= ALLOWED };
}

function affordableSteps(operator: OperatorName, { T, D }: { readonly T: number; readonly D: number }): number {
  const perStep = operator === 'softmax' ? 2 * T * D : 12 * D * D;
  return Math.min(T, Math.max(1, Math.floor(CHECK_FLOPS / perStep)));
}

function reference(operator: OperatorName, { q, k, v, u }: Record<'q' | 'k' | 'v' | 'u', HostTensor>): HostTensor {
  if (operator === 'vla') return vlaReference(vlaProblem({ q, k, v, u }, { lambda0: LAMBDA0 })).output;
  if (operator === 'deltanet') return deltaNetReference(deltaNetProblem({ q, k, v })).output;
  if (operator === 'linear') return linearAttentionReference(linearAttentionProblem({ q, k, v }, {})).output;
  return softmaxAttentionReference(softmaxAttentionProblem({ q, k, v }, {})).output;
}
