import type { DrawnDash } from './growth.ts';
import type { PublishedParameters } from './parameters.ts';
import type { Agreement } from './reader.ts';
import { agreementOf, isThere } from './reader.ts';
import { dashStamp } from './stamps.ts';
import type { Pixel } from './stamps.ts';

/** A picture, and how it may have been drawn. */
export interface Seen {
  readonly pixels: Uint8Array;
  readonly parameters: PublishedParameters;
  readonly margin: number;
  readonly brightness: number;
  /** Dashes of a contour. */
  readonly dashes: number;
}

/** Whether a dash is there. */
export function isSeen(seen: Seen, dash: DrawnDash): boolean {
  return isThere(heldAgainst(seen, dash));
}

/** Whether a dash of which a marker hides much may be there. */
export function couldBe(seen: Seen, dash: DrawnDash): boolean {
  return heldAgainst(seen, dash).couldBe;
}

/** Every dash ends in the picture; what lies outside is nowhere darker than anything. */
export function isInside({ parameters: { size } }: Seen, { x, y }: Pixel): boolean {
  return x >= 0 && y >= 0 && x < size && y < size;
}

function heldAgainst({ pixels, parameters, margin, brightness }: Seen, { at, direction }: DrawnDash): Agreement {
  const stamp = dashStamp(parameters, margin, direction);
  return agreementOf(pixels, parameters.size, stamp, at, brightness * parameters.contrast);
}
