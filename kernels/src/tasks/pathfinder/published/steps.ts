import type { DrawnDash } from './growth.ts';
import type { Seen } from './seen.ts';
import { couldBe, isInside, isSeen } from './seen.ts';
import { translate } from './stamps.ts';
import type { Pixel } from './stamps.ts';

/** A dash that may be there, and how it was begun. */
export interface Step {
  readonly dash: DrawnDash;
  /** Where it was begun from, and in which direction. */
  readonly pivot: Pixel;
  readonly direction: number;
  /** Which dash of its contour it is, from 1. */
  readonly place: number;
}

/** Directions in which a contour begins. */
export const degrees = Array.from({ length: 360 }, (_, i) => ((i - 180) * Math.PI) / 180);

const opposite = (direction: number): number => (direction < 0 ? direction + Math.PI : direction - Math.PI);
const minus = (a: Pixel, b: Pixel): Pixel => ({ x: a.x - b.x, y: a.y - b.y });

/** The pixels from which a distance in a direction leads to another: one, or none or two, since places are rounded. */
function translatedBack(to: Pixel, direction: number, distance: number): Pixel[] {
  const found: Pixel[] = [];
  for (const x of NEIGHBOURS)
    for (const y of NEIGHBOURS) {
      const from = {
        x: Math.floor(to.x - distance * Math.cos(direction)) + x,
        y: Math.floor(to.y - distance * Math.sin(direction)) + y,
      };
      const reached = translate(from, direction, distance);
      if (reached.x === to.x && reached.y === to.y) found.push(from);
    }
  return found;
}

/** How far rounding may be off. */
const NEIGHBOURS = [0, 1, -1];

/** Contours that begin at a pixel. */
export function beginnings(seen: Seen, at: Pixel): Step[] {
  const { dashLength } = seen.parameters;
  return degrees.flatMap((direction) => {
    const dash: DrawnDash = { at, direction, backwards: false };
    if (!couldBe(seen, dash)) return [];
    const head = translate(at, direction, dashLength);
    return [{ dash, pivot: translate(head, opposite(direction), dashLength + seen.margin), direction, place: 1 }];
  });
}

/** The dashes that are there and could have been begun after one, up to the end of a contour. Much of one that `mayHide` may be hidden. */
export function stepsAfter(
  seen: Seen,
  { pivot: last, direction: before, place }: Step,
  mayHide: (at: Pixel, place: number) => boolean,
): Step[] {
  if (place === seen.dashes) return [];
  const { dashLength } = seen.parameters;
  const pivot = translate(last, before, dashLength + 2 * seen.margin);
  return around(dashLength + seen.margin).flatMap((offset) => {
    const direction = Math.atan2(offset.y, offset.x);
    const at = { x: pivot.x + offset.x, y: pivot.y + offset.y };
    if (!turns(seen, before, direction) || !isInside(seen, at)) return [];
    const dash: DrawnDash = { at, direction: opposite(direction), backwards: true };
    const isThere = mayHide(at, place + 1) ? couldBe : isSeen;
    return isThere(seen, dash) ? [{ dash, pivot, direction, place: place + 1 }] : [];
  });
}

/** Last dashes of contours that end at a pixel. */
export function endings(seen: Seen, at: Pixel): Step[] {
  const { dashLength } = seen.parameters;
  return around(dashLength + seen.margin).flatMap((offset) => {
    const direction = Math.atan2(offset.y, offset.x);
    const dash: DrawnDash = { at, direction: opposite(direction), backwards: true };
    return couldBe(seen, dash) ? [{ dash, pivot: minus(at, offset), direction, place: seen.dashes }] : [];
  });
}

/** The dashes that are there and after which one could have been begun. */
export function stepsBefore(seen: Seen, { pivot: next, direction: after, place }: Step): Step[] {
  const { dashLength } = seen.parameters;
  const { margin } = seen;
  const pivotsFor = (direction: number): Pixel[] => translatedBack(next, direction, dashLength + 2 * margin);
  const found = (dash: DrawnDash, pivot: Pixel, direction: number): Step[] =>
    isInside(seen, dash.at) && isSeen(seen, dash) ? [{ dash, pivot, direction, place: place - 1 }] : [];
  if (place > 2)
    return around(dashLength + margin).flatMap((offset) => {
      const direction = Math.atan2(offset.y, offset.x);
      if (!turns(seen, direction, after)) return [];
      return pivotsFor(direction).flatMap((pivot) => {
        const at = { x: pivot.x + offset.x, y: pivot.y + offset.y };
        return found({ at, direction: opposite(direction), backwards: true }, pivot, direction);
      });
    });
  return degrees.flatMap((direction) => {
    if (!turns(seen, direction, after)) return [];
    return pivotsFor(direction).flatMap((pivot) =>
      translatedBack(pivot, opposite(direction), dashLength + margin)
        .flatMap((head) => translatedBack(head, direction, dashLength))
        .flatMap((at) => found({ at, direction, backwards: false }, pivot, direction)),
    );
  });
}

/** Whether a contour may turn from one direction to another. */
function turns({ parameters: { continuity } }: Seen, from: number, to: number): boolean {
  const turned = Math.min(Math.abs(to - from), 2 * Math.PI - Math.abs(to - from));
  return turned * continuity < Math.PI / 2;
}

const circles = new Map<number, Pixel[]>();

/** The pixels that a circle goes through. */
export function around(radius: number): Pixel[] {
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
