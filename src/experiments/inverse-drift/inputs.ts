import type { Random } from '@vla/kernels/random';
import { nearLine, withinSpan } from '../../lib/compute/directions.ts';
import type { Config } from './definition.ts';

export const kinds = ['random', 'aligned', 'span'] as const;
export type Kind = (typeof kinds)[number];

/** Directions of length 1/√D, as the layer scales them; of those in a span, a quarter of D at random and all others in theirs. */
export function draw(random: Random, { length, headSize, noise }: Config): Readonly<Record<Kind, Float32Array>> {
  const sizes = { random, steps: length, size: headSize, length: 1 / Math.sqrt(headSize) };
  const [unrelated, aligned] = [nearLine({ ...sizes, noise: Infinity }), nearLine({ ...sizes, noise })];
  const basis = nearLine({ ...sizes, steps: Math.max(1, Math.floor(headSize / 4)), noise: Infinity });
  const later = withinSpan({ ...sizes, steps: length - basis.length / headSize, basis });
  const span = new Float32Array(length * headSize);
  span.set(basis);
  span.set(later, basis.length);
  return { random: unrelated, aligned, span };
}
