import type { DrawnDash } from './growth.ts';
import type { Seen } from './seen.ts';
import { beginnings, endings, stepsAfter, stepsBefore } from './steps.ts';
import type { Step } from './steps.ts';
import type { Pixel } from './stamps.ts';

/** A step that was reached, with those that it was reached from; none for a first one. */
interface Reached extends Step {
  readonly from: Reached[];
}

/** All steps that are reached from some, each once. */
function* search(first: readonly Step[], next: (step: Step) => readonly Step[]): Generator<Reached> {
  const known = new Map<string, Reached>();
  const add = (step: Step, last: Reached | null): void => {
    const { dash, pivot, direction, place } = step;
    const key = `${place} ${dash.at.x} ${dash.at.y} ${pivot.x} ${pivot.y} ${direction}`;
    const reached = known.get(key) ?? { ...step, from: [] };
    known.set(key, reached);
    if (last) reached.from.push(last);
  };
  for (const step of first) add(step, null);
  // A map is visited in the order in which it is filled, also with what comes in meanwhile.
  for (const step of known.values()) {
    yield step;
    for (const one of next(step)) add(one, step);
  }
}

/** The dashes of all ways that lead to a step, its own first. */
function* waysTo({ dash, from }: Reached): Generator<readonly DrawnDash[]> {
  if (from.length === 0) yield [dash];
  for (const last of from) for (const way of waysTo(last)) yield [dash, ...way];
}

/** One of them, from the beginning to the step. */
function forwards(step: Reached): readonly DrawnDash[] {
  for (const way of waysTo(step)) return [...way].reverse();
  return [];
}

/** Dashes that two contours may have in common. */
const COMMON = 3;

/** More ways than this to a mark are not tried. */
const MOST_WAYS = 200;

const isAt = (at: Pixel, { x, y }: Pixel): boolean => at.x === x && at.y === y;

/** The way from a mark at which a contour begins to one at which it ends; without one, the longest way that there is. */
export function wayBetween(seen: Seen, from: Pixel, to: Pixel): { dashes: readonly DrawnDash[]; arrived: boolean } {
  let longest: Reached | null = null;
  const next = (step: Step): Step[] => stepsAfter(seen, step, (at) => isAt(at, to));
  for (const step of search(beginnings(seen, from), next)) {
    if (step.place === seen.dashes && isAt(step.dash.at, to)) return { dashes: forwards(step), arrived: true };
    if (!longest || step.place > longest.place) longest = step;
  }
  return { dashes: longest ? forwards(longest) : [], arrived: false };
}

/**
 * Whether the picture has two whole contours as well: one that begins at a mark, and one that begins somewhere else, `far` pixels from
 * there at least, and ends at the other mark. They may have a few dashes in common, one after the other: the published code does not keep
 * the newest dashes of two contours, which grow in turn, from lying on each other.
 */
export function areAlsoTwo(seen: Seen, from: Pixel, to: Pixel, far: number): boolean {
  const back = (step: Step): Step[] => (step.place > 1 ? stepsBefore(seen, step) : []);
  let tried = 0;
  for (const step of search(endings(seen, to), back)) {
    if (step.place > 1 || Math.hypot(step.dash.at.x - from.x, step.dash.at.y - from.y) < far) continue;
    for (const way of waysTo(step)) {
      for (let i = 0; i + COMMON <= way.length; i++)
        if (beginsAnother(seen, from, [...way.slice(0, i), ...way.slice(i + COMMON)])) return true;
      if (++tried === MOST_WAYS) return false;
    }
  }
  return false;
}

/** Whether a whole contour begins at a mark that has none of these dashes. */
function beginsAnother(seen: Seen, from: Pixel, taken: readonly DrawnDash[]): boolean {
  const isTaken = ({ dash }: Step): boolean => taken.some((other) => areOne(dash, other));
  // Distractors may be drawn over a contour's last dash, of which the published code keeps no note.
  const mayHide = (_: Pixel, place: number): boolean => place === seen.dashes;
  const next = (step: Step): Step[] => stepsAfter(seen, step, mayHide).filter((one) => !isTaken(one));
  for (const step of search(
    beginnings(seen, from).filter((one) => !isTaken(one)),
    next,
  ))
    if (step.place === seen.dashes) return true;
  return false;
}

/** Whether two dashes are one and the same. */
const areOne = (a: DrawnDash, b: DrawnDash): boolean =>
  a.at.x === b.at.x && a.at.y === b.at.y && Math.abs(a.direction - b.direction) < 1e-9;
