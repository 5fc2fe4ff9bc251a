import * as tf from '@tensorflow/tfjs-core';

export interface OpLoopInputs {
  /** [N,T,D] with N = B·H. */
  readonly q: tf.Tensor3D;
  readonly k: tf.Tensor3D;
  /** [N,T,Dv] */
  readonly v: tf.Tensor3D;
  readonly u: tf.Tensor3D;
  readonly lambda0: number;
}

/**
 * VLA as one writes it with tfjs operators, token by token: the baseline that the fused kernel is compared
 * with. Same maths, all heads in one batch, and nothing that the recurrence does not need: no check of δ.
 *
 * @returns output [N,T,Dv]
 */
export function vlaOpLoop({ q, k, v, u, lambda0 }: OpLoopInputs): tf.Tensor3D {
  return tf.tidy(() => {
    const [N, T, D] = q.shape;
    const Dv = v.shape[2];
    let A: tf.Tensor = tf.tile(tf.expandDims(tf.div(tf.eye(D), lambda0), 0), [N, 1, 1]);
    let S: tf.Tensor = tf.zeros([N, Dv, D]);
    const token = (x: tf.Tensor3D, t: number): tf.Tensor => tf.slice(x, [0, t, 0], [N, 1, x.shape[2]]);
    const outputs: tf.Tensor[] = [];
    for (let t = 0; t < T; t++) {
      const next = tf.tidy(() => {
        const ut = token(u, t);
        const kt = token(k, t);
        const z = tf.matMul(ut, A);
        const delta = tf.add(1, tf.sum(tf.mul(ut, z), 2, true));
        const inverse = tf.sub(A, tf.matMul(z, tf.div(z, delta), true));
        const a = tf.matMul(kt, inverse);
        const alpha = tf.div(a, tf.maximum(tf.sqrt(tf.sum(tf.square(a), 2, true)), 1e-12));
        const error = tf.sub(token(v, t), tf.matMul(kt, S, false, true));
        const memory = tf.add(S, tf.matMul(error, alpha, true));
        return { inverse, memory, output: tf.matMul(token(q, t), memory, false, true) };
      });
      A.dispose();
      S.dispose();
      A = next.inverse;
      S = next.memory;
      outputs.push(next.output);
    }
    return tf.concat(outputs, 1) as tf.Tensor3D;
  });
}
