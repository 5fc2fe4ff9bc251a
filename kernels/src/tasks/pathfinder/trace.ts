import { ArgumentError } from '../../errors.ts';
import { linksOf, walk } from './reading/links.ts';
import { dashOf } from './reading/light.ts';
import { readPicture } from './reading/read.ts';
import type { Dash, Place } from './segments.ts';
import { pathfinderSettings } from './settings.ts';
import type { PathfinderSettings } from './settings.ts';

/** What is found in a picture from its grey levels alone. */
export interface TracedPicture {
  /** 1 where both markers are on one contour, 0 where they are on two; null where the picture has no two markers on dashes. */
  readonly label: 0 | 1 | null;
  readonly markers: readonly Place[];
  /** The dashes from the first marker on: up to the second one, or as far as they go. */
  readonly chain: readonly Dash[];
  /** All dashes, in no particular order. */
  readonly dashes: readonly Dash[];
}

/**
 * Traces a picture. It sees the grey levels, and of the settings only how it was drawn: neither the layout nor the answer.
 *
 * @param settings those that the picture was drawn with, or its preset
 * @throws ArgumentError unless there is a grey level for each pixel
 */
export function tracePathfinder(pixels: Uint8Array, size: number, settings: PathfinderSettings = {}): TracedPicture {
  const { gap } = pathfinderSettings(settings);
  if (pixels.length !== size * size)
    throw new ArgumentError('pixels', `had ${pixels.length} levels; expected ${size} × ${size} = ${size * size}`);
  const { dashes: placed, markers } = readPicture(size, pixels);
  const dashes = placed.map(dashOf);
  const [first, second] = markers;
  if (!first || !second || dashes.length === 0) return { label: null, markers, chain: [], dashes };
  const { path, arrived } = walk(linksOf(dashes, gap), dashAt(dashes, first), dashAt(dashes, second));
  return { label: arrived ? 1 : 0, markers, chain: path.map((index) => dashes[index]!), dashes };
}

/** The index of the dash with the end that is nearest to a place. */
function dashAt(dashes: readonly Dash[], { x, y }: Place): number {
  const distances = dashes.map(({ fromX, fromY, toX, toY }) =>
    Math.min(Math.hypot(fromX - x, fromY - y), Math.hypot(toX - x, toY - y)),
  );
  return distances.indexOf(Math.min(...distances));
}
