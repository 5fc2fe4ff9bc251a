import * as tf from '@tensorflow/tfjs-core';
import { vla } from '../src/index.ts';
import { relativeError } from '../src/math/index.ts';
import { seededRandom } from '../src/random.ts';
import type { Random } from '../src/random.ts';
import type { Form } from '../src/runtime/types.ts';
import { vlaOpLoop } from './opLoop.ts';
import { timePairs } from './pairs.ts';
import type { PairedTimes } from './pairs.ts';

export interface FusedAgainstOps extends PairedTimes {
  readonly form: Form;
  readonly T: number;
  /** Relative difference of the two outputs, checked before any time is taken. */
  readonly difference: number;
}

/** Float32 on both sides, in a different order. */
const TOLERANCE = 2e-5;

/**
 * VLA forward as a loop of tfjs operations, a dozen a token, against the fused kernel, on the same tensors and the
 * same device, read-back of the output included.
 *
 * @throws Error when the two outputs differ
 */
export async function fusedAgainstOps(args: {
  readonly T: number;
  readonly H: number;
  readonly D: number;
  readonly form: 'recurrent' | 'chunk';
  readonly pairs: number;
  readonly seed: number;
}): Promise<FusedAgainstOps> {
  const { T, H, D, form, pairs, seed } = args;
  const lambda0 = 0.1;
  const random = seededRandom(seed);
  const rows = (length: number): tf.Tensor3D => {
    const vectors = Array.from({ length: H * T }, () => randomVector(random, D, length));
    return tf.tensor3d(Float32Array.from(vectors.flat()), [H, T, D]);
  };
  const [q, k, v, u] = [rows(1), rows(1), rows(Math.sqrt(D)), rows(1 / Math.sqrt(D))] as const;
  const headed = (x: tf.Tensor3D): tf.Tensor4D => tf.reshape(x, [1, H, T, D]);
  const [q4, k4, v4, u4] = [headed(q), headed(k), headed(v), headed(u)];

  const baseline = async () => {
    const output = vlaOpLoop({ q, k, v, u, lambda0 });
    const data = await output.data();
    output.dispose();
    return data as Float32Array;
  };
  const candidate = async () => {
    const { ran: _ran, ...results } = vla({ q: q4, k: k4, v: v4, u: u4 }, { lambda0, form });
    const data = await results.output.data();
    tf.dispose(results as never);
    return data as Float32Array;
  };
  const difference = relativeError(await candidate(), await baseline());
  if (!(difference <= TOLERANCE)) throw new Error(`outputs differ by ${difference}: no time is taken`);
  const times = await timePairs({ baseline, candidate, pairs });
  tf.dispose([q, k, v, u, q4, k4, v4, u4]);
  return { ...times, form, T, difference };
}

/** A direction drawn evenly from the sphere, of the given length. */
function randomVector(random: Random, size: number, length: number): number[] {
  const numbers = [...random.fillNormal(new Float64Array(size))];
  const norm = Math.hypot(...numbers);
  return numbers.map((value) => (value * length) / norm);
}
