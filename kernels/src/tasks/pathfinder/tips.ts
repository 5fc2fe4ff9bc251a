import type { Contour } from './contours.ts';

/** An end of a contour, with the unit vector that points out of it. */
export interface Tip {
  readonly x: number;
  readonly y: number;
  readonly outX: number;
  readonly outY: number;
}

/** Two ends that may be marked, in the order of the markers. */
export type TipPair = readonly [Tip, Tip];

export interface Tips {
  /** Where the contour began, and where it came to its end. */
  readonly first: Tip;
  readonly last: Tip;
}

export function tipsOf(contour: Contour): Tips {
  const start = contour[0]!;
  const end = contour.at(-1)!;
  return {
    first: tip(start.toX, start.toY, start.fromX, start.fromY),
    last: tip(end.fromX, end.fromY, end.toX, end.toY),
  };
}

function tip(fromX: number, fromY: number, x: number, y: number): Tip {
  const length = Math.hypot(x - fromX, y - fromY);
  return { x, y, outX: (x - fromX) / length, outY: (y - fromY) / length };
}

/** What can be said of two marked ends without looking at anything between them. */
export interface Relation {
  readonly distance: number;
  /** Cosine of the angle between the first dash's way out and the way to the other end, and the same from the other end. */
  readonly firstCosine: number;
  readonly secondCosine: number;
  /** Cosine of the angle between the two ways out. It also says whether both bend to the same side. */
  readonly mutualCosine: number;
}

export function relationOf([a, b]: TipPair): Relation {
  const distance = Math.hypot(b.x - a.x, b.y - a.y);
  const towards = { x: (b.x - a.x) / distance, y: (b.y - a.y) / distance };
  return {
    distance,
    firstCosine: a.outX * towards.x + a.outY * towards.y,
    secondCosine: -(b.outX * towards.x + b.outY * towards.y),
    mutualCosine: a.outX * b.outX + a.outY * b.outY,
  };
}
