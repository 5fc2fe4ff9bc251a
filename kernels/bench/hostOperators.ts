import { deltaNet, linearAttention, softmaxAttention, vla } from '../src/index.ts';
import type { Form, HostSession, HostTensor, RunReport } from '../src/index.ts';
import type { Contender } from './contender.ts';
import { positiveFor } from './inputs.ts';
import type { AttentionArrays } from './inputs.ts';
import { LABELS, LAMBDA0, USEFUL_FLOPS } from './operators.ts';
import type { OperatorName } from './operators.ts';

/** The form that is measured on the processor: step by step, the fastest there. Chunks are there too, for comparison. */
export const HOST_FORMS: Readonly<Record<OperatorName, Form>> = {
  vla: 'recurrent',
  deltanet: 'recurrent',
  linear: 'recurrent',
  softmax: 'full',
};

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
  const form = HOST_FORMS[operator];
  const options = { session, form, ...(signal && { signal }) };
  const compute = (): Promise<{ readonly output: HostTensor; readonly ran: RunReport }> => {
    if (operator === 'vla') return vla({ q, k, v, u }, { lambda0: LAMBDA0, ...options });
    if (operator === 'deltanet') return deltaNet({ q, k, v }, options);
    return operator === 'linear' ? linearAttention({ q, k, v }, options) : softmaxAttention({ q, k, v }, options);
  };
  return {
    label: `${LABELS[operator]}, ${session.backend}`,
    form,
    flops: USEFUL_FLOPS[operator](arrays),
    start: async () => void (await compute()),
    settled: () => Promise.resolve(),
    output: async () => Float32Array.from((await compute()).output.data),
    dispose: () => undefined,
  };
}
