import type { Random } from '@vla/kernels/random';
import { eluPlusOne, project, scaleRows } from '../../lib/compute/features.ts';
import { forEachSeed } from '../../lib/compute/seeds.ts';
import { stack } from '../../lib/compute/tensors.ts';
import type { ComputeArguments } from '../../lib/experiment.ts';
import type { Config } from './definition.ts';

/** Keys from standard normal raw keys, directions u = normalize(W_u k_raw)/√D; values and queries are not needed. */
export async function drawInputs({
  config,
  seed,
  signal,
}: Pick<ComputeArguments<Config>, 'config' | 'seed' | 'signal'>) {
  const { seeds, length, headSize } = config;
  const draw = (random: Random) => {
    const rawKeys = random.fillNormal(new Float32Array(length * headSize));
    const weights = random.fillNormal(new Float64Array(headSize * headSize));
    const directions = scaleRows(project(rawKeys, weights, headSize), headSize, 1 / Math.sqrt(headSize));
    return { keys: scaleRows(eluPlusOne(rawKeys), headSize), directions };
  };
  const drawn = await forEachSeed({ seed, count: seeds, signal, draw });
  const k = stack(
    drawn.map(({ keys }) => [keys]),
    headSize,
  );
  const u = stack(
    drawn.map(({ directions }) => [directions]),
    headSize,
  );
  const none = { shape: k.shape, data: new Float32Array(k.data.length) };
  return { q: none, k, v: none, u };
}
