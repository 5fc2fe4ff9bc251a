import { relationOf } from './tips.ts';
import type { Relation, Tip, TipPair, Tips } from './tips.ts';

/** Two pairs of ends that look alike, one of one contour and one of two. */
export interface Match {
  readonly joined: TipPair;
  readonly parted: TipPair;
}

/** How far two pairs may differ in what a rule sees that looks at the ends only: in pixels, and in radians. */
interface Alike {
  readonly pixels: number;
  readonly angle: number;
}

/** In the smallest pictures contours are so short and straight that a rule learns from what is left of a difference. */
const alikeIn = (size: number): Alike => (size <= 12 ? { pixels: 0.25, angle: 0.2 } : { pixels: 1, angle: 0.35 });

/** Whether two pairs agree in their distance, in both directions, and in how these lie to each other. */
function lookAlike(a: Relation, b: Relation, { pixels, angle }: Alike): boolean {
  // Angles are compared: where contours are straight, their cosines say next to nothing.
  const areNear = (cosine: number, other: number): boolean => Math.abs(angleOf(cosine) - angleOf(other)) <= angle;
  return (
    Math.abs(a.distance - b.distance) <= pixels &&
    areNear(a.firstCosine, b.firstCosine) &&
    areNear(a.secondCosine, b.secondCosine) &&
    areNear(a.mutualCosine, b.mutualCosine)
  );
}

/** What rounding leaves beyond ±1 is no cosine. */
const angleOf = (cosine: number): number => Math.acos(Math.min(1, Math.max(-1, cosine)));

/** All matches between the ends of two contours. Without the last of those angles a rule of the ends alone would be right in two of three. */
export function matchesOf([one, other]: readonly [Tips, Tips], size: number): Match[] {
  const alike = alikeIn(size);
  const joinedPairs: TipPair[] = [
    [one.first, one.last],
    [other.first, other.last],
  ];
  const ends = ({ first, last }: Tips): readonly Tip[] => [first, last];
  const partedPairs: TipPair[] = ends(one).flatMap((a) => ends(other).map((b): TipPair => [a, b]));
  return joinedPairs.flatMap((joined) =>
    partedPairs
      .filter((parted) => lookAlike(relationOf(joined), relationOf(parted), alike))
      .map((parted) => ({ joined, parted })),
  );
}
