import type { HostTensor } from '@vla/kernels';
import { seededRandom } from '@vla/kernels/random';
import { eluPlusOne, project, scaleRows } from '../../lib/compute/features.ts';
import type { Config } from './definition.ts';

/** One head, one sequence: raw keys, raw queries and values are standard normal, features as in the v3 layer. */
export function drawInputs({ length, headSize, directions }: Config, seed: number) {
  const random = seededRandom(seed);
  const tensor = (data: Float32Array): HostTensor => ({ shape: [1, 1, length, headSize], data });
  const normals = (): Float32Array => random.fillNormal(new Float32Array(length * headSize));
  const weights = random.fillNormal(new Float64Array(headSize * headSize));
  const rawKeys = normals();
  const keys = scaleRows(eluPlusOne(rawKeys.slice()), headSize);
  const projected = scaleRows(project(rawKeys, weights, headSize), headSize, 1 / Math.sqrt(headSize));
  return {
    k: tensor(keys),
    v: tensor(normals()),
    u: tensor(directions === 'keys' ? keys : projected),
    q: tensor(eluPlusOne(normals())),
  };
}
