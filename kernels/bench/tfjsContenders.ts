import * as tf from '@tensorflow/tfjs-core';
import { submitPending } from '../src/runtime/tfjsDevice.ts';
import type { TfjsWebGpuBackend } from '../src/runtime/tfjsDevice.ts';
import type { WebGpuSession } from '../src/index.ts';
import type { Contender } from './contender.ts';
import { matmulFlops, softmaxFlops, vlaRecurrentFlops } from './flops.ts';
import { vlaOpLoop } from './opLoop.ts';
import { LAMBDA0 } from './operators.ts';
import type { ResidentInputs } from './operators.ts';

/** VLA as a loop of tfjs operations over the tokens, on the same tensors. */
export function opLoopContender(session: WebGpuSession, { q, k, v, u, ...extent }: ResidentInputs): Contender {
  const { B, H, T, D } = extent;
  const [q3, k3, v3, u3] = [q, k, v, u].map((x) => tf.reshape(x, [B * H, T, D]) as tf.Tensor3D);
  const compute = (): tf.Tensor => vlaOpLoop({ q: q3!, k: k3!, v: v3!, u: u3!, lambda0: LAMBDA0 });
  return tfjsContender({
    session,
    label: 'tfjs, operation by operation',
    flops: vlaRecurrentFlops(extent),
    compute,
    dispose: () => tf.dispose([q3!, k3!, v3!, u3!]),
  });
}

/** Causal softmax attention with tfjs's products and softmax. */
export function tfjsSoftmaxContender(session: WebGpuSession, { q, k, v, ...extent }: ResidentInputs): Contender {
  const { T, D } = extent;
  const mask = tf.tidy(() => {
    const step = tf.range(0, T);
    const isLater = tf.greater(tf.expandDims(step, 0), tf.expandDims(step, 1));
    return tf.mul(tf.cast(isLater, 'float32'), -1e9);
  });
  const compute = (): tf.Tensor =>
    tf.tidy(() => {
      const scores = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(D));
      return tf.matMul(tf.softmax(tf.add(scores, mask)), v);
    });
  return tfjsContender({
    session,
    label: 'tfjs softmax',
    flops: softmaxFlops(extent),
    compute,
    dispose: () => mask.dispose(),
  });
}

/** tf.matMul of two n×n matrices. */
export function tfjsMatmulContender(
  session: WebGpuSession,
  { n, x, y }: { readonly n: number; readonly x: Float32Array; readonly y: Float32Array },
): Contender {
  const [left, right] = [tf.tensor2d(x, [n, n]), tf.tensor2d(y, [n, n])];
  return tfjsContender({
    session,
    label: 'tfjs matMul',
    flops: matmulFlops(n),
    compute: () => tf.matMul(left, right),
    dispose: () => tf.dispose([left, right]),
  });
}

function tfjsContender(args: {
  readonly session: WebGpuSession;
  readonly label: string;
  readonly flops: number;
  readonly compute: () => tf.Tensor;
  readonly dispose: () => void;
}): Contender {
  const { session, label, flops, compute, dispose } = args;
  return {
    label,
    form: null,
    flops,
    start: () => compute().dispose(),
    settled() {
      submitPending(tf.backend() as unknown as TfjsWebGpuBackend);
      return session.settled();
    },
    async output() {
      const result = compute();
      const data = (await result.data()) as Float32Array;
      result.dispose();
      return data;
    },
    dispose,
  };
}
