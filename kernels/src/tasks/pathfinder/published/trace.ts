import type { TracedPicture } from '../traced.ts';
import { lineOf } from './lines.ts';
import type { DrawnDash } from './growth.ts';
import type { PublishedParameters } from './parameters.ts';
import type { Agreement } from './reader.ts';
import { agreementOf, brightestOf, findMarkers, isThere } from './reader.ts';
import { dashStamp, markerStamp, translate } from './stamps.ts';
import type { Pixel } from './stamps.ts';

/** A dash that may be there, and where the next one would be begun from. */
interface Step {
  readonly dash: DrawnDash;
  readonly pivot: Pixel;
  readonly direction: number;
  /** Dashes up to here. */
  readonly count: number;
}

const degrees = Array.from({ length: 360 }, (_, i) => ((i - 180) * Math.PI) / 180);

/**
 * Traces a published picture from its pixels. A dash is there if the picture is nowhere darker than it and has many of its levels exactly. From either
 * marker all ways are followed over dashes that are there, each begun where the published code lets one begin after the one
 * before: the markers are on one contour if a way of as many dashes as a contour has leads to the other. No layout is kept or guessed.
 */
export function tracePublished(
  pixels: Uint8Array,
  parameters: PublishedParameters,
  dashes: number,
): Omit<TracedPicture, 'dashes'> {
  const { size, markerRadius } = parameters;
  const { markers, brightness } = findMarkers(pixels, size, markerRadius, brightnesses(parameters));
  const places = markers.map(({ x, y }) => ({ x: x + 0.5, y: y + 0.5 }));
  const [first, second] = markers;
  if (!first || !second) return { label: null, markers: places, chain: [] };
  let longest: readonly DrawnDash[] = [];
  for (const margin of parameters.margins)
    for (const [from, to] of [
      [first, second],
      [second, first],
    ] as const) {
      const way = wayBetween({ pixels, parameters, margin, brightness, dashes }, from, to);
      if (way.arrived) return { label: 1, markers: places, chain: linesOf(way.dashes, from === first) };
      if (from === first && way.dashes.length > longest.length) longest = way.dashes;
    }
  return { label: 0, markers: places, chain: linesOf(longest, true) };

  function linesOf(way: readonly DrawnDash[], fromFirst: boolean): TracedPicture['chain'] {
    const lines = way.map((dash) => lineOf(dash, parameters.dashLength));
    return fromFirst ? lines : lines.reverse();
  }
}

interface Seen {
  readonly pixels: Uint8Array;
  readonly parameters: PublishedParameters;
  readonly margin: number;
  readonly brightness: number;
  /** Dashes of a contour. */
  readonly dashes: number;
}

/** The way from a marker at which a contour begins to one at which it ends; without one, the longest way that there is. */
function wayBetween(seen: Seen, from: Pixel, to: Pixel): { dashes: DrawnDash[]; arrived: boolean } {
  const { parameters, margin } = seen;
  const before = new Map<Step, Step | null>();
  const known = new Set<string>();
  const waiting: Step[] = [];
  const add = (step: Step, last: Step | null): void => {
    const key = `${step.count} ${step.dash.at.x} ${step.dash.at.y} ${step.pivot.x} ${step.pivot.y} ${step.direction}`;
    if (known.has(key)) return;
    known.add(key);
    before.set(step, last);
    waiting.push(step);
  };
  for (const direction of degrees) {
    const dash = { at: from, direction, backwards: false };
    if (!couldBe(seen, dash)) continue;
    const head = translate(from, direction, parameters.dashLength);
    const back = direction < 0 ? direction + Math.PI : direction - Math.PI;
    add({ dash, pivot: translate(head, back, parameters.dashLength + margin), direction, count: 1 }, null);
  }
  for (const step of waiting) {
    if (step.count === seen.dashes && step.dash.at.x === to.x && step.dash.at.y === to.y)
      return { dashes: wayTo(step), arrived: true };
    if (step.count < seen.dashes) for (const next of stepsAfter(seen, step, to)) add(next, step);
  }
  const last = waiting.at(-1);
  return { dashes: last ? wayTo(last) : [], arrived: false };

  function wayTo(step: Step): DrawnDash[] {
    const dashes: DrawnDash[] = [];
    for (let at: Step | null = step; at; at = before.get(at) ?? null) dashes.unshift(at.dash);
    return dashes;
  }
}

/** The dashes that are there and could have been begun after one. */
function stepsAfter(seen: Seen, { pivot: last, direction: before, count }: Step, marked: Pixel): Step[] {
  const { dashLength, continuity } = seen.parameters;
  const pivot = translate(last, before, dashLength + 2 * seen.margin);
  return around(dashLength + seen.margin).flatMap((offset) => {
    const direction = Math.atan2(offset.y, offset.x);
    const turned = Math.min(Math.abs(direction - before), 2 * Math.PI - Math.abs(direction - before));
    if (turned * continuity >= Math.PI / 2) return [];
    const back = direction < 0 ? direction + Math.PI : direction - Math.PI;
    const dash = { at: { x: pivot.x + offset.x, y: pivot.y + offset.y }, direction: back, backwards: true };
    const isMarked = dash.at.x === marked.x && dash.at.y === marked.y;
    return (isMarked ? couldBe(seen, dash) : isSeen(seen, dash)) ? [{ dash, pivot, direction, count: count + 1 }] : [];
  });
}

/** Whether a dash is there. */
function isSeen(seen: Seen, dash: DrawnDash): boolean {
  return isThere(heldAgainst(seen, dash));
}

/** Whether a dash of which a marker hides much may be there. */
function couldBe(seen: Seen, dash: DrawnDash): boolean {
  return heldAgainst(seen, dash).couldBe;
}

function heldAgainst({ pixels, parameters, margin, brightness }: Seen, { at, direction }: DrawnDash): Agreement {
  const stamp = dashStamp(parameters, margin, direction);
  return agreementOf(pixels, parameters.size, stamp, at, brightness * parameters.contrast);
}

const circles = new Map<number, Pixel[]>();

/** The pixels that a circle goes through. */
function around(radius: number): Pixel[] {
  const known = circles.get(radius);
  if (known) return known;
  const offsets = new Map<string, Pixel>();
  for (let angle = 0; angle < 2 * Math.PI; angle += 1 / radius) {
    const offset = { x: Math.floor(radius * Math.cos(angle)), y: Math.floor(radius * Math.sin(angle)) };
    offsets.set(`${offset.x} ${offset.y}`, offset);
  }
  circles.set(radius, [...offsets.values()]);
  return [...offsets.values()];
}

const possible = new WeakMap<PublishedParameters, number[]>();

/** What light of 1 may be in levels: the brightest pixel has 255, and may be one of a marker or of a dash. */
function brightnesses(parameters: PublishedParameters): number[] {
  const known = possible.get(parameters);
  if (known) return known;
  const { contrast, distractorContrast, margins, dashLength, markerRadius } = parameters;
  const least = brightestOf(markerStamp(markerRadius));
  const found = new Set([least]);
  for (const margin of margins) {
    const ends = around(dashLength + margin).map(({ x, y }) => Math.atan2(y, x));
    const backs = ends.map((direction) => (direction < 0 ? direction + Math.PI : direction - Math.PI));
    for (const direction of [...degrees, ...backs])
      for (const strength of [contrast, distractorContrast])
        found.add(Math.max(least, strength * brightestOf(dashStamp(parameters, margin, direction))));
  }
  const levels = [...found].map((most) => 255 / most);
  possible.set(parameters, levels);
  return levels;
}
