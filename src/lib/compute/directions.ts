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

/** Random vectors [steps, size] of one length within the span of the rows of `basis`: normal multiples of them, summed. */
export function withinSpan(args: {
  readonly random: Random;
  readonly steps: number;
  readonly basis: Float32Array;
  readonly size: number;
  readonly length: number;
}): Float32Array {
  const { random, steps, basis, size, length } = args;
  const count = basis.length / size;
  const weights = random.fillNormal(new Float32Array(steps * count));
  const rows = new Float32Array(steps * size);
  weights.forEach((weight, n) => {
    const [target, source] = [Math.floor(n / count) * size, (n % count) * size];
    for (let i = 0; i < size; i++) rows[target + i] += weight * basis[source + i];
  });
  return scaleRows(rows, size, length);
}
