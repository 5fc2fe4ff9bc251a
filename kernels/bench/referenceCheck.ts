import { relativeError } from '../src/math/vector.ts';
import { operators } from '../src/operators.ts';
import type { Operator, OperatorName } from '../src/operators.ts';
import { runAtOnce } from '../src/ops/host/job.ts';
import type { HostTensor } from '../src/index.ts';
import { positiveFor } from './inputs.ts';
import type { AttentionArrays } from './inputs.ts';
import { timedInputs, timedOptions, usefulFlops } from './operators.ts';
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
  const whole = usefulFlops(operator, { B: 1, H: 1, T, D });
  return Math.min(T, Math.max(1, Math.floor((CHECK_FLOPS / whole) * T)));
}

function reference(name: OperatorName, inputs: Record<'q' | 'k' | 'v' | 'u', HostTensor>): HostTensor {
  const operator: Operator = operators[name];
  const problem = operator.problem(timedInputs(name, inputs), timedOptions(name));
  return (runAtOnce(operator.reference(problem)) as { readonly output: HostTensor }).output;
}
