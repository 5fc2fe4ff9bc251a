import type { HostSession, HostTensor, RunReport } from '../src/index.ts';
import { operatorLabels, operators, runOperator } from '../src/operators.ts';
import type { Problem } from '../src/operators.ts';
import { preferredOnProcessor } from '../src/ops/call/form.ts';
import type { Contender } from './contender.ts';
import { positiveFor } from './inputs.ts';
import type { AttentionArrays } from './inputs.ts';
import { timedInputs, timedOptions, usefulFlops } from './operators.ts';
import type { OperatorName } from './operators.ts';

interface Results {
  readonly output: HostTensor;
  readonly ran: RunReport;
}

/**
 * An operator on the processor: in float32, or in float64 for the reference. It computes in slices, between which a
 * cancel arrives, so the signal may end a computation half-way.
 */
export function hostContender(args: {
  readonly session: HostSession;
  readonly operator: OperatorName;
  readonly arrays: AttentionArrays;
  readonly signal?: AbortSignal | undefined;
}): Contender {
  const { session, operator, arrays, signal } = args;
  const { B, H, T, D } = arrays;
  const tensor = (data: Float32Array): HostTensor => ({ shape: [B, H, T, D], data });
  const [q, k] = [arrays.q, arrays.k].map((data) => tensor(positiveFor(operator, data)));
  const [v, u] = [tensor(arrays.v), tensor(arrays.u)];
  const { form } = preferredOnProcessor(operators[operator]);
  const options = { ...timedOptions(operator), session, form, ...(signal && { signal }) };
  const inputs = timedInputs(operator, { q, k, v, u });
  const compute = () => runOperator<Problem, object, Promise<Results>>(operators[operator], inputs, options);
  return {
    label: `${operatorLabels[operator]}, ${session.backend}`,
    form,
    flops: usefulFlops(operator, arrays),
    start: async () => void (await compute()),
    settled: () => Promise.resolve(),
    output: async () => Float32Array.from((await compute()).output.data),
    dispose: () => undefined,
  };
}
