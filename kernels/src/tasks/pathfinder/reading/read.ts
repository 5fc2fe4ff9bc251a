import { MARKER_LEVEL } from '../picture.ts';
import type { Place } from '../segments.ts';
import { EXACT } from './exact.ts';
import { fitDash } from './fit.ts';
import { lightOf, shine } from './light.ts';
import type { Placed } from './light.ts';
import { around, findMarkers } from './markers.ts';
import { possibleDashes } from './patterns.ts';

/** How often dashes are fitted again, with the others and the markers around them. */
const ROUNDS = 3;
/** Levels that say enough of a dash. */
const FAINT = 6;
/** A dash is only believed where it gives as many pixels their level. */
const FEWEST = 3;

/** A dash that fits, with the pixels that have their level from it. */
interface Fitted {
  readonly dash: Placed;
  readonly explains: readonly number[];
}

/**
 * Reads the dashes off a picture. From every place and direction in which one could be, a dash is fitted to what is seen. It is right if the picture is
 * nowhere darker than it, and it gives some pixels exactly the level that they have; of those, the fewest are taken which explain all
 * that is brighter than a marker.
 */
export function readPicture(size: number, levels: Uint8Array): { dashes: Placed[]; markers: Place[] } {
  const fitted: Fitted[] = [];
  const explained = new Uint8Array(levels.length);
  const starts = possibleDashes(size, levels);
  for (const start of starts) {
    if (!couldExplainMore(size, levels, explained, start)) continue;
    const [fit] = fittedAs(size, levels, fitDash(size, levels, start));
    if (!fit) continue;
    fitted.push(fit);
    for (const index of fit.explains) explained[index] = 1;
  }
  let dashes = fewest(levels, fitted).map(({ dash }) => dash);
  let markers: Place[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    markers = findMarkers(size, levels, dashes, lightOf(size, dashes));
    const again = refitted(size, levels, dashes, markers);
    const open = openPixels(size, levels, dashes, markers);
    const more = starts
      .filter(({ x, y }) => open.some((index) => Math.hypot((index % size) + 0.5 - x, Math.floor(index / size) + 0.5 - y) < 2))
      .map((start) => fitDash(size, levels, start));
    dashes = fewest(
      levels,
      [...dashes, ...again, ...more].flatMap((dash) => fittedAs(size, levels, dash)),
    ).map(({ dash }) => dash);
  }
  dashes = simplest(size, levels, dashes, markers);
  return { dashes, markers: findMarkers(size, levels, dashes, lightOf(size, dashes)) };
}

function fittedAs(size: number, levels: Uint8Array, dash: Placed): Fitted[] {
  const explains = explainedBy(size, levels, dash);
  return explains ? [{ dash, explains }] : [];
}

/** Fits each dash with the others and the markers around it. */
function refitted(size: number, levels: Uint8Array, dashes: readonly Placed[], markers: readonly Place[]): Placed[] {
  return dashes.map((dash) => {
    const others = lightOf(size, dashes.filter((other) => Math.hypot(dash.x - other.x, dash.y - other.y) < 5 && !isMuchTheSame(dash, other)));
    for (const marker of markers) around(size, marker, (index, level) => (others[index] = Math.max(others[index]!, level)));
    return fitDash(size, levels, dash, others);
  });
}

/** The dashes without those that are not needed once the dashes around them are fitted anew. */
function simplest(size: number, levels: Uint8Array, dashes: readonly Placed[], markers: readonly Place[]): Placed[] {
  let best = [...dashes];
  let open = openPixels(size, levels, best, markers).length;
  for (const one of dashes) {
    const isNear = (other: Placed): boolean => Math.hypot(one.x - other.x, one.y - other.y) < NEAR;
    const around = best.filter((other) => other !== one && isNear(other));
    if (!around.some((other) => Math.hypot(one.x - other.x, one.y - other.y) < 2.2)) continue;
    const far = best.filter((other) => !isNear(other));
    let rest = around;
    for (let round = 0; round < ROUNDS; round++) {
      // Each is fitted with the others where they now are.
      for (const [index, dash] of rest.entries()) {
        const others = lightOf(size, [...rest.slice(0, index), ...rest.slice(index + 1), ...far.filter((other) => Math.hypot(dash.x - other.x, dash.y - other.y) < 5)]);
        withMarkers(size, others, markers);
        rest = rest.with(index, fitDash(size, levels, dash, others));
      }
      const left = openPixels(size, levels, [...far, ...rest], markers).length;
      if (left > open) continue;
      best = [...far, ...rest];
      open = left;
      break;
    }
  }
  return best;
}

const NEAR = 4.2;

function withMarkers(size: number, light: Float32Array, markers: readonly Place[]): void {
  for (const marker of markers) around(size, marker, (index, level) => (light[index] = Math.max(light[index]!, level)));
}

/** Pixels that are not as they would be with these dashes and markers. */
function openPixels(size: number, levels: Uint8Array, dashes: readonly Placed[], markers: readonly Place[]): number[] {
  const light = lightOf(size, dashes);
  withMarkers(size, light, markers);
  return [...levels.keys()].filter((index) => Math.abs(levels[index]! - light[index]!) > EXACT);
}

/** Whether two dashes are too near to each other for both to be there. */
export function isMuchTheSame(a: Placed, b: Placed): boolean {
  return Math.hypot(a.x - b.x, a.y - b.y) < 1.2 && Math.abs(Math.sin(a.direction - b.direction)) < 0.5;
}

/** Whether a dash near this one might explain a pixel that none does yet. */
function couldExplainMore(size: number, levels: Uint8Array, explained: Uint8Array, dash: Placed): boolean {
  let could = false;
  shine(size, dash, (index, { level }) => {
    if (explained[index] === 0 && Math.abs(levels[index]! - level) < 70) could = true;
  });
  return could;
}

/** The pixels that have their level from a dash, or null if the picture is somewhere darker or too few of them are. */
function explainedBy(size: number, levels: Uint8Array, dash: Placed): number[] | null {
  const pixels: number[] = [];
  let tooBright = false;
  shine(size, dash, (index, { level }) => {
    const more = levels[index]! - level;
    if (more < -EXACT) tooBright = true;
    else if (more <= EXACT && level >= FAINT) pixels.push(index);
  });
  return tooBright || pixels.length < FEWEST ? null : pixels;
}

/**
 * Leaves out dashes, as long as the others explain all that is brighter than a marker. Where several lie over each other, one that
 * explains enough without the rest of them is kept; otherwise those that explain least are left out first.
 */
function fewest(levels: Uint8Array, fitted: readonly Fitted[]): Fitted[] {
  const times = new Uint16Array(levels.length);
  const count = (dashes: Iterable<Fitted>, by: number): void => {
    for (const { explains } of dashes) for (const index of explains) times[index]! += by;
  };
  const isExplainedWithout = (dashes: Iterable<Fitted>): boolean => {
    for (const { explains } of dashes)
      for (const index of explains) if (times[index] === 0 && levels[index]! > MARKER_LEVEL + EXACT) return false;
    return true;
  };
  count(fitted, 1);
  const left = new Set([...fitted].sort((a, b) => a.explains.length - b.explains.length));
  for (const one of [...left].reverse()) {
    if (!left.has(one)) continue;
    const same = [...left].filter((other) => other !== one && isMuchTheSame(one.dash, other.dash));
    count(same, -1);
    if (isExplainedWithout(same)) for (const other of same) left.delete(other);
    else count(same, 1);
  }
  for (const one of left) {
    count([one], -1);
    if (isExplainedWithout([one])) left.delete(one);
    else count([one], 1);
  }
  return [...left];
}
