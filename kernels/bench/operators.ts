import * as tf from '@tensorflow/tfjs-core';
import { ArgumentError, deltaNet, linearAttention, softmaxAttention, vla } from '../src/index.ts';
import type { Form, RunReport, WebGpuSession } from '../src/index.ts';
import type { Contender } from './contender.ts';
import { deltaNetRecurrentFlops, linearAttentionFlops, softmaxFlops, vlaRecurrentFlops } from './flops.ts';
import type { Extent } from './flops.ts';
import type { AttentionArrays } from './inputs.ts';

export type OperatorName = 'vla' | 'deltanet' | 'linear' | 'softmax';

/** Every form that an operator may have, simplest first. Which of them this version has, {@link formsOn} finds out. */
export const FORMS: Readonly<Record<OperatorName, readonly Form[]>> = {
  vla: ['recurrent', 'chunk', 'parallel'],
  deltanet: ['recurrent', 'chunk'],
  linear: ['recurrent', 'chunk'],
  softmax: ['full'],
};

export const LABELS: Readonly<Record<OperatorName, string>> = {
  vla: 'VLA',
  deltanet: 'DeltaNet',
  linear: 'linear attention',
  softmax: 'softmax attention',
};

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

/** Calls an operator on the device's tensors. */
export function callOperator(operator: OperatorName, inputs: ResidentInputs, form: Form | 'auto'): Results {
  const { q, k, v, u } = inputs;
  if (operator === 'vla') return vla({ q, k, v, u }, { lambda0: LAMBDA0, form });
  if (operator === 'deltanet') return deltaNet({ q, k, v }, { form });
  if (operator === 'linear') return linearAttention({ q, k, v }, { form });
  return softmaxAttention({ q, k, v }, { form });
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
  // Linear attention divides by zᵀq, so its features have to be positive.
  const positive = operator === 'linear' ? { q: tf.abs(args.inputs.q), k: tf.abs(args.inputs.k) } : {};
  const inputs = { ...args.inputs, ...positive };
  const { output, ran, ...rest } = callOperator(operator, inputs, form);
  tf.dispose([output, ...Object.values(rest)] as tf.Tensor[]);
  return {
    label: form === 'auto' ? LABELS[operator] : `${LABELS[operator]}, ${form}`,
    form: ran.form,
    flops: USEFUL_FLOPS[operator](extent),
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
export const USEFUL_FLOPS: Readonly<Record<OperatorName, (extent: Extent) => number>> = {
  vla: vlaRecurrentFlops,
  deltanet: deltaNetRecurrentFlops,
  linear: linearAttentionFlops,
  softmax: softmaxFlops,
};

/** The forms that an operator has on the session's device. */
export function formsOn(operator: OperatorName): Form[] {
  const extent = { B: 1, H: 1, T: 1, D: 8 };
  const one = new Float32Array(8).fill(0.5);
  const inputs = residentInputs({ ...extent, q: one, k: one, v: one, u: one });
  const has = (form: Form): boolean => {
    try {
      const { ran: _ran, ...tensors } = callOperator(operator, inputs, form);
      tf.dispose(Object.values(tensors) as tf.Tensor[]);
      return true;
    } catch (error) {
      if (error instanceof ArgumentError) return false;
      throw error;
    }
  };
  const forms = FORMS[operator].filter(has);
  inputs.dispose();
  return forms;
}
