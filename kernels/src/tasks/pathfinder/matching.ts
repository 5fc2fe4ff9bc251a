import { relationOf } from './tips.ts';
import type { Relation, Tip, TipPair, Tips } from './tips.ts';

/** Two pairs of ends that look alike, one of one contour and one of two. */
export interface Match {
  readonly joined: TipPair;
  readonly parted: TipPair;
}

/** How far two pairs may differ in what a rule sees that looks at the ends only. */
const ALIKE = { pixels: 1, cosine: 0.35 } as const;

/** Whether two pairs agree in their distance, in both directions, and in how these lie to each other. */
function lookAlike(a: Relation, b: Relation): boolean {
  return (
    Math.abs(a.distance - b.distance) <= ALIKE.pixels &&
    Math.abs(a.firstCosine - b.firstCosine) <= ALIKE.cosine &&
    Math.abs(a.secondCosine - b.secondCosine) <= ALIKE.cosine &&
    Math.abs(a.mutualCosine - b.mutualCosine) <= ALIKE.cosine
  );
}

/** All matches between the ends of two contours. Without the last of those cosines a rule of the ends alone would be right in two of three. */
export function matchesOf([one, other]: readonly [Tips, Tips]): Match[] {
  const joinedPairs: TipPair[] = [
    [one.first, one.last],
    [other.first, other.last],
  ];
  const ends = ({ first, last }: Tips): readonly Tip[] => [first, last];
  const partedPairs: TipPair[] = ends(one).flatMap((a) => ends(other).map((b): TipPair => [a, b]));
  return joinedPairs.flatMap((joined) =>
    partedPairs
      .filter((parted) => lookAlike(relationOf(joined), relationOf(parted)))
      .map((parted) => ({ joined, parted })),
  );
}
