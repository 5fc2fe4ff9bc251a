import { numberOption } from '../arguments.ts';

/**
 * Where the seeds of a layer's weights are above its own: each weight takes the next, the penalty builder in a layer goes on after the four
 * projections, and the convolution is apart from all, so that they stay what they are without one.
 */
export const SEED_OFFSETS = { penalty: 4, convolution: 1000 } as const;

/** How far above its own seed those of its weights reach. */
export const SEED_SPANS = { layer: SEED_OFFSETS.convolution, penaltyBuilder: 4 } as const;

/**
 * A seed, or none. Seeds of weights must be told apart as numbers, which are whole up to 2⁵³ − 1: a seed is at least 1 − 2⁵³, and at most
 * the span less than 2⁵³ − 1.
 *
 * @throws ArgumentError for any other value
 */
export function seedArgument(value: unknown, span: number): number | undefined {
  if (value === undefined) return undefined;
  return numberOption({
    name: 'seed',
    value,
    expected: `an integer from 1 - 2^53 to 2^53 - ${span + 1}, so that those of its weights, up to ${span} above it, are told apart as numbers`,
    accept: (seed) => Number.isSafeInteger(seed) && Number.isSafeInteger(seed + span),
  });
}

/** The seed of a weight: so far above that of its layer, or none, as that. For tfjs, whose types know no absent one. */
export function weightSeed(seed: number | undefined, offset: number): number {
  return (seed === undefined ? undefined : seed + offset) as number;
}
