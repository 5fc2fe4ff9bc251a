import type { Random } from '@vla/kernels/random';
import { scaleRows } from './features.ts';

/**
 * Vectors [steps, size] of one length that keep close to a random line: d + noise·g, scaled, with d of length √size and
 * g standard normal. Infinite noise means no line: directions uniform on the sphere.
 */
export function nearLine(args: {
  readonly random: Random;
  readonly steps: number;
  readonly size: number;
  readonly noise: number;
  readonly length: number;
}): Float32Array {
  const { random, steps, size, noise, length } = args;
  const line = random.unitVector(size).map((value) => value * Math.sqrt(size));
  const rows = random.fillNormal(new Float32Array(steps * size));
  if (noise !== Infinity) for (let i = 0; i < rows.length; i++) rows[i] = line[i % size] + noise * rows[i];
  return scaleRows(rows, size, length);
}
