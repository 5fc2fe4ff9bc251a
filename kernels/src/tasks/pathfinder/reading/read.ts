import type { Place } from '../segments.ts';
import { EXACT } from './exact.ts';
import { fewest } from './fewest.ts';
import type { Fitted } from './fewest.ts';
import { fitDash } from './fit.ts';
import type { Seen } from './fit.ts';
import { shine } from './light.ts';
import type { Placed } from './light.ts';
import { lightOfMarkers, placesAround, possibleMarkers } from './markers.ts';
import { possibleDashes } from './patterns.ts';
import { differing, lightAround, refitted, simplest } from './refit.ts';

/** How often dashes are fitted again, with the others around them. */
const ROUNDS = 3;
/** How far dashes are moved along themselves, and turned, where something is left over, in pixels and radians. */
const SLID = [-0.75, -0.5, -0.25, 0.25, 0.5, 0.75] as const;
const TURNED = [-0.25, 0, 0.25] as const;
/** Levels that say enough of a dash. */
const FAINT = 6;
/** A dash is only believed where it gives as many pixels their level. */
const FEWEST = 3;

export interface ReadPicture {
  readonly dashes: readonly Placed[];
  readonly markers: readonly Place[];
}

/**
 * Reads dashes and markers off a picture. From every place and direction in which a dash could be, one is fitted to what is seen. It is right if the
 * picture is nowhere darker than it, and it gives some pixels exactly the level that they have. What is left without the light of the
 * markers is read, so that these are found first: several pairs are tried, until everything is explained.
 */
export function readPicture(size: number, levels: Uint8Array): ReadPicture {
  let best: ReadPicture & { readonly open: number } = { dashes: [], markers: [], open: Infinity };
  const tryMarkers = (markers: readonly [Place, Place]): void => {
    const light = lightOfMarkers(size, markers);
    const seen = Float32Array.from(levels, (level, index) => level - light[index]!);
    const dashes = readDashes(size, seen);
    const open = differing(size, seen, dashes).length;
    if (open < best.open) best = { dashes, markers, open };
  };
  for (const markers of possibleMarkers(size, levels)) {
    tryMarkers(markers);
    if (best.open === 0) return best;
  }
  // A marker most of which lies over dashes is sure in one direction and less so in the other.
  for (const which of [0, 1] as const) {
    const [one, other] = best.markers;
    if (!one || !other) break;
    for (const place of placesAround(size, levels, which === 0 ? one : other)) {
      tryMarkers(which === 0 ? [place, other] : [one, place]);
      if (best.open === 0) return best;
    }
  }
  return best;
}

function readDashes(size: number, seen: Seen): Placed[] {
  let dashes = firstDashes(size, seen);
  for (let round = 0; round < ROUNDS; round++) {
    const again = [...dashes, ...refitted(size, seen, dashes), ...missedDashes(size, seen, dashes)];
    dashes = fewest(
      seen,
      again.flatMap((dash) => fittedAs(size, seen, dash)),
    );
  }
  return simplest(size, seen, dashes);
}

/** Dashes that explain what is seen, each fitted for itself. */
function firstDashes(size: number, seen: Seen): Placed[] {
  const explained = new Uint8Array(seen.length);
  const fitted: Fitted[] = [];
  for (const start of possibleDashes(size, seen, 0.25)) {
    if (!couldExplainMore(size, seen, explained, start)) continue;
    const [fit] = fittedAs(size, seen, fitDash(size, seen, start));
    if (!fit) continue;
    fitted.push(fit);
    for (const index of fit.explains) explained[index] = 1;
  }
  return fewest(seen, fitted);
}

/** More dashes around pixels that are not yet explained, from farther away. */
function missedDashes(size: number, seen: Seen, dashes: readonly Placed[]): Placed[] {
  const open = differing(size, seen, dashes);
  if (open.length === 0) return [];
  const isOpen = ({ x, y }: Placed): boolean =>
    open.some((index) => Math.hypot((index % size) + 0.5 - x, Math.floor(index / size) + 0.5 - y) < 2);
  return [...possibleDashes(size, seen, 0.4), ...dashes.flatMap(moved)]
    .filter(isOpen)
    .flatMap((start) => [fitDash(size, seen, start), fitDash(size, seen, start, lightAround(size, dashes, start))]);
}

/**
 * A dash, moved along itself and turned. Between two that follow each other a dash can fit what is seen some way from where it is, since they give
 * light to its ends: from there no fit leads back.
 */
const moved = ({ x, y, direction }: Placed): Placed[] =>
  SLID.flatMap((by) => {
    const [byX, byY] = [by * Math.cos(direction), by * Math.sin(direction)];
    return TURNED.map((turn) => ({ x: x + byX, y: y + byY, direction: direction + turn }));
  });

/** Whether a dash near this one might explain a pixel that none does yet. */
function couldExplainMore(size: number, seen: Seen, explained: Uint8Array, dash: Placed): boolean {
  let could = false;
  shine(size, dash, (index, { level }) => {
    if (explained[index] === 0 && Math.abs(seen[index]! - level) < 50) could = true;
  });
  return could;
}

/** A dash with the pixels that have their level from it; nothing if the picture is somewhere darker, or too few of them are. */
function fittedAs(size: number, seen: Seen, dash: Placed): Fitted[] {
  const explains: number[] = [];
  let tooBright = false;
  shine(size, dash, (index, { level }) => {
    const more = seen[index]! - level;
    if (more < -EXACT) tooBright = true;
    else if (more <= EXACT && level >= FAINT) explains.push(index);
  });
  return tooBright || explains.length < FEWEST ? [] : [{ dash, explains }];
}
