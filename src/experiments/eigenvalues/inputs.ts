import type { Random } from '@vla/kernels/random';
import { nearLine } from '../../lib/compute/directions.ts';
import { scaleRows } from '../../lib/compute/features.ts';
import type { LayerOutputs } from '../../lib/compute/untrainedLayer.ts';
import { untrainedLayer } from '../../lib/compute/untrainedLayer.ts';
import type { Config } from './definition.ts';

export function draw(random: Random, { length, headSize, inputs }: Config): LayerOutputs {
  if (inputs === 'untrained') {
    return untrainedLayer({ random, steps: length, headSize, modelSize: 128, weightScale: 0.02 });
  }
  const noise = inputs === 'aligned' ? 0.05 : Infinity;
  const keys = nearLine({ random, steps: length, size: headSize, noise, length: 1 });
  const values = random.fillNormal(new Float32Array(length * headSize));
  return { features: keys, keys, values, directions: scaleRows(keys.slice(), headSize, 1 / Math.sqrt(headSize)) };
}
