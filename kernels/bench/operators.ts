import * as tf from '@tensorflow/tfjs-core';
import type { Form, RunReport, WebGpuSession } from '../src/index.ts';
import { operatorLabels, operatorNames, operators, runOperator } from '../src/operators.ts';
import type { Operator, OperatorName, Problem } from '../src/operators.ts';
import type { Contender } from './contender.ts';
import type { Extent } from './flops.ts';
import { takesFeatures } from './inputs.ts';
import type { AttentionArrays } from './inputs.ts';

export type { OperatorName };

/** Those that are timed against each other. The gated delta rule on inputs without gates would be DeltaNet once more. */
export const timedOperators = operatorNames.filter((name) => name !== 'gatedDelta');

export const LAMBDA0 = 0.1;

/** Inputs of one shape that lie on the device, [B,H,T,D]. */
export interface ResidentInputs extends Extent {
  readonly q: tf.Tensor4D;
  readonly k: tf.Tensor4D;
  readonly v: tf.Tensor4D;
  readonly u: tf.Tensor4D;
  dispose(): void;
}

export function residentInputs({ B, H, T, D, ...arrays }: AttentionArrays): ResidentInputs {
  const onDevice = (data: Float32Array): tf.Tensor4D => tf.tensor4d(data, [B, H, T, D]);
  const tensors = { q: onDevice(arrays.q), k: onDevice(arrays.k), v: onDevice(arrays.v), u: onDevice(arrays.u) };
  return { B, H, T, D, ...tensors, dispose: () => tf.dispose(Object.values(tensors)) };
}

interface Results {
  readonly output: tf.Tensor;
  readonly ran: RunReport;
}

/** The options that an operator is timed with. */
export function timedOptions(operator: OperatorName): object {
  return operator === 'vla' ? { lambda0: LAMBDA0 } : {};
}

/** Of what there is, the inputs that an operator can't do without. */
export function timedInputs<X>(operator: OperatorName, inputs: Readonly<Record<'q' | 'k' | 'v' | 'u', X>>): object {
  const { required } = operators[operator].inputs;
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => name in required));
}

/** Calls an operator on the device's tensors. */
export function callOperator(operator: OperatorName, { q, k, v, u }: ResidentInputs, form: Form | 'auto'): Results {
  return runOperator<Problem, object, Results>(operators[operator], timedInputs(operator, { q, k, v, u }), {
    ...timedOptions(operator),
    form,
  });
}

/** An operator of this package, in a form or in the one that it chooses itself. */
export function operatorContender(args: {
  readonly session: WebGpuSession;
  readonly operator: OperatorName;
  readonly inputs: ResidentInputs;
  readonly form?: Form | 'auto';
}): Contender & { readonly ran: RunReport } {
  const { session, operator, form = 'auto' } = args;
  const { B, H, T, D } = args.inputs;
  const extent = { B, H, T, D };
  const positive = takesFeatures(operator) ? { q: tf.abs(args.inputs.q), k: tf.abs(args.inputs.k) } : {};
  const inputs = { ...args.inputs, ...positive };
  const { output, ran, ...rest } = callOperator(operator, inputs, form);
  tf.dispose([output, ...Object.values(rest)] as tf.Tensor[]);
  return {
    label: form === 'auto' ? operatorLabels[operator] : `${operatorLabels[operator]}, ${form}`,
    form: ran.form,
    flops: usefulFlops(operator, extent),
    ran,
    start() {
      const { ran: _ran, ...tensors } = callOperator(operator, inputs, form);
      tf.dispose(Object.values(tensors) as tf.Tensor[]);
    },
    settled: () => session.settled(),
    async output() {
      const { ran: _ran, ...tensors } = callOperator(operator, inputs, form);
      const data = (await tensors.output.data()) as Float32Array;
      tf.dispose(Object.values(tensors) as tf.Tensor[]);
      await session.settled();
      return data;
    },
    dispose: () => tf.dispose(Object.values(positive)),
  };
}

/** Useful operations, the same for every form. */
export function usefulFlops(operator: OperatorName, { B, H, T, D }: Extent): number {
  const value: Operator = operators[operator];
  return B * H * value.flops({ B: 1, H: 1, T, D, Dv: D, R: 1 } as Problem['sizes']);
}
