import { DASH_LENGTH } from './contours.ts';
import { distanceTo } from './segments.ts';
import type { Dash, Place } from './segments.ts';
import { aNumber, checkAll, fields, iterable, size as aSize } from '../../shapes.ts';

/** The level on the line of a dash. */
export const DASH_LEVEL = 191;
/** What a marker adds. */
export const MARKER_LEVEL = 64;
export const MARKER_RADIUS = 1.5;

const aDash = fields({ fromX: aNumber, fromY: aNumber, toX: aNumber, toY: aNumber });
const aPlace = fields({ x: aNumber, y: aNumber });

/**
 * Grey levels, row by row from above. A dash is brightest on its line, and gets darker evenly up to a pixel away from it, where it ends: no two
 * dashes that do not follow each other give to the same pixel; of those that do, the brighter is seen. A marker is a disc, softened
 * within half a pixel to either side of its edge. Its light is added to that of the dashes, so that it hides nothing.
 */
export function paint(size: number, dashes: Iterable<Dash>, markers: Iterable<Place>): Uint8Array {
  checkAll({ size: [size, aSize], dashes: [dashes, iterable], markers: [markers, iterable] });
  const ofDashes = new Float64Array(size * size);
  const ofMarkers = new Float64Array(size * size);
  for (const dash of dashes) {
    aDash('dashes', dash);
    spread(
      ofDashes,
      (dash.fromX + dash.toX) / 2,
      (dash.fromY + dash.toY) / 2,
      DASH_LENGTH / 2 + 1,
      (x, y) => DASH_LEVEL * (1 - distanceTo(dash, x, y)),
    );
  }
  for (const marker of markers) {
    aPlace('markers', marker);
    spread(ofMarkers, marker.x, marker.y, MARKER_RADIUS + 0.5, (x, y) =>
      markerLevel(Math.hypot(x - marker.x, y - marker.y)),
    );
  }
  return Uint8Array.from(ofDashes, (level, index) => Math.round(level + ofMarkers[index]!));

  function spread(
    levels: Float64Array,
    x: number,
    y: number,
    reach: number,
    levelAt: (x: number, y: number) => number,
  ): void {
    const from = (place: number): number => Math.max(0, Math.floor(place - reach));
    const upTo = (place: number): number => Math.min(size - 1, Math.floor(place + reach));
    for (let row = from(y); row <= upTo(y); row++)
      for (let column = from(x); column <= upTo(x); column++) {
        const index = row * size + column;
        levels[index] = Math.max(levels[index]!, levelAt(column + 0.5, row + 0.5));
      }
  }
}

/** What a marker gives at a distance from its middle. */
export const markerLevel = (distance: number): number =>
  MARKER_LEVEL * Math.min(1, Math.max(0, MARKER_RADIUS + 0.5 - distance));
