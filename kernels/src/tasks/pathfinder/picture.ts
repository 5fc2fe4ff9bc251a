import { DASH_LENGTH } from './contours.ts';
import { distanceTo } from './segments.ts';
import type { Dash, Place } from './segments.ts';

export const BRIGHTEST = 255;
/** Of a marker's disc: dark enough that the dash under it is seen. */
export const MARKER_LEVEL = 64;
export const MARKER_RADIUS = 1.5;

/**
 * Grey levels, row by row from above. A dash is brightest on its line, and gets darker evenly up to a pixel away from it, where it ends: no two
 * dashes that do not follow each other give to the same pixel. A marker is a disc, softened within half a pixel to either side of its
 * edge. Where things overlap the brightest is seen.
 */
export function paint(size: number, dashes: Iterable<Dash>, markers: Iterable<Place>): Uint8Array {
  const levels = new Uint8Array(size * size);
  const spread = (x: number, y: number, reach: number, levelAt: (x: number, y: number) => number): void => {
    const from = (place: number): number => Math.max(0, Math.floor(place - reach));
    const upTo = (place: number): number => Math.min(size - 1, Math.floor(place + reach));
    for (let row = from(y); row <= upTo(y); row++)
      for (let column = from(x); column <= upTo(x); column++) {
        const index = row * size + column;
        levels[index] = Math.max(levels[index]!, Math.round(levelAt(column + 0.5, row + 0.5)));
      }
  };
  for (const dash of dashes)
    spread((dash.fromX + dash.toX) / 2, (dash.fromY + dash.toY) / 2, DASH_LENGTH / 2 + 1, (x, y) =>
      Math.max(0, BRIGHTEST * (1 - distanceTo(dash, x, y))),
    );
  for (const marker of markers)
    spread(marker.x, marker.y, MARKER_RADIUS + 0.5, (x, y) => markerLevel(Math.hypot(x - marker.x, y - marker.y)));
  return levels;
}

/** What a marker gives at a distance from its middle. */
export const markerLevel = (distance: number): number =>
  MARKER_LEVEL * Math.min(1, Math.max(0, MARKER_RADIUS + 0.5 - distance));
