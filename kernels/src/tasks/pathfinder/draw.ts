import type { Random } from '../../random.ts';
import { drawLayout } from './layout.ts';
import { paint } from './picture.ts';
import type { Dash } from './segments.ts';
import { pathfinderSettings } from './settings.ts';
import type { PathfinderSettings } from './settings.ts';
import type { TipPair } from './tips.ts';

/** A picture with what it was drawn from. */
export interface PathfinderPicture {
  /** Width and height. */
  readonly size: number;
  /** Grey levels, row by row from above. */
  readonly pixels: Uint8Array;
  /** 1 where the two markers are on one contour, 0 where they are on two. */
  readonly label: 0 | 1;
  /** Where the markers are, with the ways out of the dashes that end there. */
  readonly markers: TipPair;
  /** The two contours of which ends are marked, then the distractors: each dash after dash from one end to the other. */
  readonly contours: readonly (readonly Dash[])[];
}

/** @throws ArgumentError naming the setting, also where the dashes do not fit in */
export function drawPathfinder(random: Random, settings: PathfinderSettings = {}): PathfinderPicture {
  const resolved = pathfinderSettings(settings);
  const { size, cue } = resolved;
  const { contours, distractors, marked, joined } = drawLayout(random, resolved, cue);
  const all = [...contours, ...distractors];
  return { size, pixels: paint(size, all.flat(), marked), label: joined ? 1 : 0, markers: marked, contours: all };
}
