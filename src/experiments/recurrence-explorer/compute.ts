import type { HostTensor } from '@vla/kernels';
import type { Matrix } from '@vla/kernels/math';
import { addOuter, copy, dot, identity, matrixAt, multiplyVector, relativeError, zeros } from '@vla/kernels/math';
import { followVla } from '../../lib/compute/trajectory.ts';
import type { Compute } from '../../lib/experiment.ts';
import type { Config } from './definition.ts';
import { drawInputs } from './inputs.ts';

/** All quantities of one step; matrices row by row. */
export interface Frame {
  readonly u: readonly number[];
  /** A_{t−1} u_t. */
  readonly z: readonly number[];
  /** 1 + u_tᵀ z_t. */
  readonly delta: number;
  readonly inverse: readonly number[];
  readonly k: readonly number[];
  readonly alpha: readonly number[];
  readonly v: readonly number[];
  readonly e: readonly number[];
  readonly memory: readonly number[];
  readonly q: readonly number[];
  readonly o: readonly number[];
}

export interface Data extends Pick<Config, 'headSize' | 'write' | 'error'> {
  readonly frames: readonly Frame[];
  /** Largest relative error over all steps of S_t against S_{t−1} + e_t α_tᵀ. */
  readonly memoryIdentity: number;
  /** The same of A_t against A_{t−1} − z_t z_tᵀ/δ_t. */
  readonly inverseIdentity: number;
}

export const compute: Compute<Config, Data> = async ({ config, seed, runtime, signal, onProgress }) => {
  const { length, headSize, lambda0, write, error } = config;
  const inputs = drawInputs(config, seed);
  const at = ({ data }: HostTensor, t: number): number[] => [...data.subarray(t * headSize, (t + 1) * headSize)];
  const stops = Array.from({ length }, (_, t) => t + 1);
  const onStep = (step: number): void => onProgress({ fraction: step / length, message: `step ${Math.round(step)}` });

  const frames: Frame[] = [];
  let before = { inverse: identity(headSize, 1 / lambda0), memory: zeros(headSize, headSize) };
  const identities = { memory: 0, inverse: 0 };
  const options = { lambda0, write, error, keepIntermediates: true };
  for await (const { step, result } of followVla(inputs, options, { runtime, signal, stops, onStep })) {
    const { writeDirections, errors, output, finalInverse, finalMemory } = result;
    if (!writeDirections || !errors) throw new Error('the operator returned no intermediates');
    const [u, k, v, q] = [inputs.u, inputs.k, inputs.v, inputs.q].map((tensor) => at(tensor, step - 1));
    const [alpha, e, o] = [writeDirections, errors, output].map((tensor) => at(tensor, 0));
    const after = { inverse: matrixAt(finalInverse, 0), memory: matrixAt(finalMemory, 0) };
    const z = [...multiplyVector(before.inverse, u)];
    const delta = 1 + dot(u, z);
    const difference = (matrix: Matrix, start: Matrix, scale: number, x: number[], y: number[]): number =>
      relativeError(matrix.data, addOuter(copy(start), scale, x, y).data);
    identities.inverse = Math.max(identities.inverse, difference(after.inverse, before.inverse, -1 / delta, z, z));
    identities.memory = Math.max(identities.memory, difference(after.memory, before.memory, 1, e, alpha));
    frames.push({
      u,
      z,
      delta,
      inverse: [...after.inverse.data],
      k,
      alpha,
      v,
      e,
      memory: [...after.memory.data],
      q,
      o,
    });
    before = after;
  }
  return {
    headSize,
    write,
    error,
    frames,
    memoryIdentity: identities.memory,
    inverseIdentity: identities.inverse,
  };
};
