import { relationOf } from './tips.ts';
import type { Relation, TipPair, Tips } from './tips.ts';

/** Two pairs of ends that look alike, one of one contour and one of two. */
export interface Match {
  readonly joined: TipPair;
  readonly parted: TipPair;
}

/** How far two pairs may differ in what a rule sees that looks at the ends only. */
export const ALIKE = { pixels: 1, cosine: 0.35 } as const;

/**
 * Whether two pairs agree in their distance and in both directions; and, where `mutual` says so, in how the two directions lie to each
 * other, without which a rule that looks at the sides to which the ends bend is still right more often than not.
 */
export function looksAlike(a: Relation, b: Relation, mutual: boolean): boolean {
  return (
    Math.abs(a.distance - b.distance) <= ALIKE.pixels &&
    Math.abs(a.firstCosine - b.firstCosine) <= ALIKE.cosine &&
    Math.abs(a.secondCosine - b.secondCosine) <= ALIKE.cosine &&
    (!mutual || Math.abs(a.mutualCosine - b.mutualCosine) <= ALIKE.cosine)
  );
}

/** All matches between the ends of two contours. */
export function matchesOf([one, other]: readonly [Tips, Tips], mutual = true): Match[] {
  const joinedPairs: TipPair[] = [
    [one.first, one.last],
    [other.first, other.last],
  ];
  const ends = ({ first, last }: Tips) => [first, last];
  const partedPairs: TipPair[] = ends(one).flatMap((a) => ends(other).map((b): TipPair => [a, b]));
  return joinedPairs.flatMap((joined) =>
    partedPairs
      .filter((parted) => looksAlike(relationOf(joined), relationOf(parted), mutual))
      .map((parted) => ({ joined, parted })),
  );
}
