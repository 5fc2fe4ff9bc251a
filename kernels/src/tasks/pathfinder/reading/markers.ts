import { MARKER_LEVEL, MARKER_RADIUS } from '../picture.ts';
import type { Place } from '../segments.ts';
import { EXACT } from './exact.ts';
import { dashOf } from './light.ts';
import type { Placed } from './light.ts';

/** Differences in levels from which on a pixel that is brighter than a marker is taken to be a dash's: rough at first, then finer. */
const TRUST = [32, 16, 8, 4, 2, 1, 1, 1];
const REACH = MARKER_RADIUS + 0.5;

/** The two markers: of the discs around ends of dashes those that explain most of what the dashes leave; fewer where there are none. */
export function findMarkers(size: number, levels: Uint8Array, dashes: readonly Placed[], light: Float32Array): Place[] {
  const open = new Uint8Array(levels.length).map((_, index) => (levels[index]! > light[index]! + EXACT ? 1 : 0));
  const places = dashes.flatMap((dash) => {
    const { fromX, fromY, toX, toY } = dashOf(dash);
    const ends = [fitMarker(size, levels, { x: fromX, y: fromY }), fitMarker(size, levels, { x: toX, y: toY })];
    return ends.map((place) => explainedBy(size, levels, place)).filter((one) => one !== null);
  });
  const markers: Place[] = [];
  const gain = ({ explains }: { explains: number[] }): number => explains.filter((index) => open[index] === 1).length;
  while (markers.length < 2 && places.length > 0) {
    const best = places.reduce((a, b) => (gain(b) > gain(a) ? b : a));
    if (gain(best) === 0) break;
    markers.push(best.place);
    for (const index of best.explains) open[index] = 0;
  }
  return markers;
}

/** Moves a marker until what it gives is what is seen; as with a dash, a pixel that is brighter may have its light from elsewhere. */
function fitMarker(size: number, levels: Uint8Array, { x, y }: Place): Place {
  for (const trust of TRUST) {
    let [xx, xy, yy, bx, by] = [1, 0, 1, 0, 0];
    around(size, { x, y }, (index, level, slopeX, slopeY) => {
      const more = levels[index]! - level;
      const weight = more > 0 ? 1 / (1 + (more / trust) ** 2) ** 2 : 1;
      xx += weight * slopeX * slopeX;
      xy += weight * slopeX * slopeY;
      yy += weight * slopeY * slopeY;
      bx += weight * slopeX * more;
      by += weight * slopeY * more;
    });
    const determinant = xx * yy - xy * xy;
    const stepX = (yy * bx - xy * by) / determinant;
    const stepY = (xx * by - xy * bx) / determinant;
    const part = Math.min(1, 0.3 / Math.hypot(stepX, stepY));
    x += part * stepX;
    y += part * stepY;
  }
  return { x, y };
}

function explainedBy(size: number, levels: Uint8Array, place: Place): { place: Place; explains: number[] } | null {
  const explains: number[] = [];
  let tooBright = false;
  around(size, place, (index, level) => {
    const more = levels[index]! - level;
    if (more < -EXACT) tooBright = true;
    else if (more <= EXACT) explains.push(index);
  });
  return tooBright ? null : { place, explains };
}

/** What a marker gives to the pixels around it, with its slopes: by how much that grows with the marker's x and y. */
export function around(
  size: number,
  { x, y }: Place,
  visit: (index: number, level: number, slopeX: number, slopeY: number) => void,
): void {
  const from = (place: number): number => Math.max(0, Math.floor(place - REACH));
  const upTo = (place: number): number => Math.min(size - 1, Math.floor(place + REACH));
  for (let row = from(y); row <= upTo(y); row++)
    for (let column = from(x); column <= upTo(x); column++) {
      const dx = column + 0.5 - x;
      const dy = row + 0.5 - y;
      const distance = Math.hypot(dx, dy);
      if (distance >= REACH) continue;
      const isEdge = distance > REACH - 1;
      const slope = isEdge ? MARKER_LEVEL / distance : 0;
      visit(row * size + column, isEdge ? MARKER_LEVEL * (REACH - distance) : MARKER_LEVEL, slope * dx, slope * dy);
    }
}
