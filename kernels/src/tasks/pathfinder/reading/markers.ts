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
/** Places that are nearer are of one marker; those that two pixels say are only tried where no other place is as near. */
const THE_SAME = 0.04;
const ANOTHER = 0.25;
/** Ends that are marked are farther from each other. */
const TWO = 1;
/** Pixels of a marker's edge that are tried in pairs, how often a place is mended by two of them, and the sine below which they say the same. */
const EDGES = 4;
const NEWTON_STEPS = 4;
const PARALLEL = 0.2;
/** Between places around one that was found, in pixels: what that changes is as good as exact. */
const FINER = 0.03;
const FINER_STEPS = 4;
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
      const add = (place: Place, apart: number): void => {
        const explains = explainedBy(size, levels, place);
        const isNew = discs.every((disc) => Math.hypot(disc.place.x - place.x, disc.place.y - place.y) > apart);
        if (explains && isNew) discs.push({ place, explains });
      };
      add(fitMarker(size, levels, { x, y }), THE_SAME);
      for (const place of throughEdges(size, levels, { x, y })) add(place, ANOTHER);
    }
  const best = discs.sort((a, b) => b.explains.length - a.explains.length).slice(0, MOST);
  const pairs = best
    .flatMap((one, index) => best.slice(index + 1).map((other) => [one, other] as const))
    .filter(([{ place: one }, { place: other }]) => Math.hypot(one.x - other.x, one.y - other.y) > TWO);
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

/**
 * Places near a start at which a marker gives two pixels of its edge exactly the levels that they have. Faint light of dashes, which lies under much
 * of some markers, pulls a fit of all pixels away; two that have none suffice.
 */
function throughEdges(size: number, levels: Uint8Array, start: Place): Place[] {
  const edge: { readonly index: number; readonly off: number }[] = [];
  around(size, start, (index, level, slopeX, slopeY) => {
    if (slopeX !== 0 || slopeY !== 0) edge.push({ index, off: Math.abs(levels[index]! - level) });
  });
  const nearest = edge.sort((a, b) => a.off - b.off).slice(0, EDGES);
  return nearest.flatMap(({ index: one }, i) =>
    nearest.slice(i + 1).flatMap(({ index: other }) => throughTwo(size, levels, start, [one, other]) ?? []),
  );
}

/** Newton's method for a marker that gives two pixels their levels; null where that leads away from the start. */
function throughTwo(size: number, levels: Uint8Array, start: Place, pixels: readonly [number, number]): Place | null {
  let { x, y } = start;
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const [ax, ay, a, bx, by, b] = pixels.flatMap((index) => {
      const [dx, dy] = [(index % size) + 0.5 - x, Math.floor(index / size) + 0.5 - y];
      const distance = Math.hypot(dx, dy);
      return [dx / distance, dy / distance, distance - (REACH - levels[index]! / MARKER_LEVEL)];
    }) as [number, number, number, number, number, number];
    const determinant = ax * by - ay * bx;
    if (Math.abs(determinant) < PARALLEL) return null;
    x += (a * by - b * ay) / determinant;
    y += (ax * b - bx * a) / determinant;
    if (Math.hypot(x - start.x, y - start.y) > STEP) return null;
  }
  return { x, y };
}

/** Where a marker could be as well that was found at a place: as near as two markers may be that are told apart here, and somewhat farther. */
export function placesAround(size: number, levels: Uint8Array, { x, y }: Place): Place[] {
  const offsets = Array.from({ length: 2 * FINER_STEPS + 1 }, (_, i) => (i - FINER_STEPS) * FINER);
  return offsets
    .flatMap((byY) => offsets.map((byX): Place => ({ x: x + byX, y: y + byY })))
    .filter((place) => explainedBy(size, levels, place));
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
