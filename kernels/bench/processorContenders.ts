import type { HostSession, HostTensor, RunReport } from '../src/index.ts';
import { operatorLabels, operators, runGradient, runOperator } from '../src/operators.ts';
import type { Problem } from '../src/operators.ts';
import type { Contender } from './contender.ts';
import { positiveFor } from './inputs.ts';
import type { AttentionArrays } from './inputs.ts';
import { timedInputs, timedOptions, usefulFlops } from './operators.ts';
import type { OperatorName } from './operators.ts';

interface Computed {
  readonly ran: RunReport;
  readonly [name: string]: unknown;
}

/** What of an operator is timed: its output, its gradient, or both one after the other as in training. */
export type Pass = 'forward' | 'backward' | 'both';

/**
 * The gradient has two products where the forward pass has one: with respect to either side. It is counted as twice the
 * operations, whatever a form computes again on its way.
 */
const FACTORS: Readonly<Record<Pass, number>> = { forward: 1, backward: 2, both: 3 };

/** An operator on the processor, from arrays to arrays, in the form that it chooses itself. */
export async function processorContender(args: {
  readonly session: HostSession;
  readonly operator: OperatorName;
  readonly arrays: AttentionArrays;
  readonly pass: Pass;
  /** [B,H,T,D], of the output. */
  readonly outputGradient: Float32Array;
  readonly signal: AbortSignal | undefined;
}): Promise<Contender & { readonly ran: RunReport }> {
  const { session, operator: name, arrays, pass, outputGradient, signal } = args;
  const { B, H, T, D } = arrays;
  const operator = operators[name];
  const tensor = (data: Float32Array): HostTensor => ({ shape: [B, H, T, D], data });
  const [q, k] = [arrays.q, arrays.k].map((data) => tensor(positiveFor(name, data))) as [HostTensor, HostTensor];
  const inputs = timedInputs(name, { q, k, v: tensor(arrays.v), u: tensor(arrays.u) });
  const options = { ...timedOptions(name), session, ...(signal && { signal }) };
  const forward = () => runOperator<Problem, object, Promise<Computed>>(operator, inputs, options);
  const backward = () =>
    runGradient<Problem, object, Computed>(operator, { ...inputs, outputGradient: tensor(outputGradient) }, options);
  const compute = async (): Promise<Computed[]> => [
    ...(pass === 'backward' ? [] : [await forward()]),
    ...(pass === 'forward' ? [] : [await backward()]),
  ];
  const first = await compute();
  const { ran } = first.at(-1)!;
  return {
    label: `${operatorLabels[name]}, ${pass === 'both' ? 'forward and backward' : pass}, ${ran.backend}`,
    form: ran.form,
    flops: FACTORS[pass] * usefulFlops(name, arrays),
    ran,
    start: async () => void (await compute()),
    settled: () => Promise.resolve(),
    output: async () => joined((await compute()).flatMap((one) => tensorsOf(one, pass))),
    dispose: () => undefined,
  };
}

/** The output alone, or all gradients: a state at the end is no result that every operator has. */
function tensorsOf(computed: Computed, pass: Pass): Float32Array[] {
  const names = pass === 'forward' ? ['output'] : ['output', 'q', 'k', 'v', 'u'];
  return names.flatMap((name) => {
    const value = computed[name] as HostTensor | undefined;
    return value ? [Float32Array.from(value.data)] : [];
  });
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
