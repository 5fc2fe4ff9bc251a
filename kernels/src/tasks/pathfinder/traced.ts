import type { Dash, Place } from './segments.ts';

/** What is found in a picture from its grey levels alone. */
export interface TracedPicture {
  /** 1 where both markers are on one contour, 0 where they are on two; null where the picture has no two markers on dashes. */
  readonly label: 0 | 1 | null;
  /** Set where the pixels show the one as well as the other, as they may where two contours touch; the label is then 1. */
  readonly isAmbiguous: boolean;
  readonly markers: readonly Place[];
  /** The dashes from the first marker on: up to the second one, or as far as they go. */
  readonly chain: readonly Dash[];
  /** All dashes that were found, in no particular order; in a published picture those of the chain alone are looked for. */
  readonly dashes: readonly Dash[];
}
