import { MARKER_LEVEL, MARKER_RADIUS } from '../picture.ts';
import type { Place } from '../segments.ts';
import { EXACT } from './exact.ts';
import { trustIn } from './fit.ts';

/** Differences in levels from which on a pixel that is brighter than a marker is taken to be a dash's: rough at first, then finer. */
const TRUST = [5, 5, 3, 3, 2, 1, 1, 1];
const REACH = MARKER_RADIUS + 0.5;
/** Between places from which a marker is looked for. */
const STEP = 0.125;
/** Levels that say enough of a marker. */
const FAINT = 4;
/** A marker is only believed where it gives as many pixels their level. */
const FEWEST = 2;
/** Places that are nearer are of one marker. */
const THE_SAME = 0.04;
/** Places that are tried. */
const MOST = 12;

/** A disc that could be a marker, with the pixels that have their level from it. */
interface Disc {
  readonly place: Place;
  readonly explains: readonly number[];
}

/**
 * Pairs of places where markers could be, since the picture is nowhere darker than them: those that explain the most pixels first. Under a
 * dash the picture is brighter, at the other pixels a marker is seen alone.
 */
export function possibleMarkers(size: number, levels: Uint8Array): (readonly [Place, Place])[] {
  const discs: Disc[] = [];
  for (let y = STEP; y < size; y += STEP)
    for (let x = STEP; x < size; x += STEP) {
      if (!couldBeMarker(size, levels, { x, y })) continue;
      const place = fitMarker(size, levels, { x, y });
      const explains = explainedBy(size, levels, place);
      const isNew = discs.every((disc) => Math.hypot(disc.place.x - place.x, disc.place.y - place.y) > THE_SAME);
      if (explains && isNew) discs.push({ place, explains });
    }
  const best = discs.sort((a, b) => b.explains.length - a.explains.length).slice(0, MOST);
  const pairs = best.flatMap((one, index) => best.slice(index + 1).map((other) => [one, other] as const));
  const explained = ([one, other]: readonly [Disc, Disc]): number => new Set([...one.explains, ...other.explains]).size;
  return pairs.sort((a, b) => explained(b) - explained(a)).map(([one, other]) => [one.place, other.place]);
}

/** Whether a marker could be half a step away. */
function couldBeMarker(size: number, levels: Uint8Array, place: Place): boolean {
  if (levels[Math.floor(place.y) * size + Math.floor(place.x)]! < MARKER_LEVEL - 1) return false;
  let could = true;
  around(size, place, (index, level) => {
    if (levels[index]! < level - 0.75 * STEP * MARKER_LEVEL) could = false;
  });
  return could;
}

/** Moves a marker until what it gives is what is seen; as with a dash, a pixel that is brighter may have its light from elsewhere. */
function fitMarker(size: number, levels: Uint8Array, { x, y }: Place): Place {
  for (const trust of TRUST) {
    let [xx, xy, yy, bx, by] = [1, 0, 1, 0, 0];
    around(size, { x, y }, (index, level, slopeX, slopeY) => {
      const more = levels[index]! - level;
      const weight = trustIn(more, trust);
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

function explainedBy(size: number, levels: Uint8Array, place: Place): number[] | null {
  const explains: number[] = [];
  let tooBright = false;
  around(size, place, (index, level) => {
    const more = levels[index]! - level;
    if (more < -EXACT) tooBright = true;
    else if (more <= EXACT && level >= FAINT) explains.push(index);
  });
  return tooBright || explains.length < FEWEST ? null : explains;
}

/** What markers give to each pixel. */
export function lightOfMarkers(size: number, markers: Iterable<Place>): Float32Array {
  const levels = new Float32Array(size * size);
  for (const marker of markers)
    around(size, marker, (index, level) => (levels[index] = Math.max(levels[index]!, level)));
  return levels;
}

/** What a marker gives to the pixels around it, with its slopes: by how much that grows with the marker's x and y. */
function around(
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
