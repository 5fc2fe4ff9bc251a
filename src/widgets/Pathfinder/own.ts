import type { Dash, Place, Tip, TipPair } from '@vla/kernels/tasks';

/** Dashes one after the other, as a reader has drawn them. */
export type Contour = readonly Dash[];

/** How dashes are laid along a line: as in the pictures that are drawn. */
export interface DashSettings {
  readonly size: number;
  /** Pixels between two dashes of a contour. */
  readonly gap: number;
}

const length = 2;
/** Nothing comes nearer to the border, and no two dashes that do not follow each other to each other: what reads them counts on it. */
const margin = 1.5;
const apart = 2;

/** A place where a dash may end. */
export function within({ x, y }: Place, size: number): Place {
  const clamp = (value: number): number => Math.min(size - margin, Math.max(margin, value));
  return { x: clamp(x), y: clamp(y) };
}

/**
 * Dashes along a line that was drawn by hand, for as long as they keep away from the others.
 *
 * @param others dashes that are there already
 * @returns the dashes, and whether the line was cut short since it came too near
 */
export function dashesAlong(
  line: readonly Place[],
  { size, gap }: DashSettings,
  others: readonly Dash[],
): { readonly contour: Contour; readonly cut: boolean } {
  const points = line.map((point) => within(point, size));
  const contour: Dash[] = [];
  let at: Place | undefined = points[0];
  let next = 1;
  /** The next place on the line that is so far from the last one; null at its end. */
  const advance = (far: number): Place | null => {
    for (; at && next < points.length; next++) {
      const found = onSegment(at, points[next - 1]!, points[next]!, far);
      if (found) return found;
    }
    return null;
  };
  while (at) {
    const end = advance(length);
    if (!end) break;
    const dash: Dash = { fromX: at.x, fromY: at.y, toX: end.x, toY: end.y };
    if (others.some((other) => areNear(dash, other)) || contour.slice(0, -1).some((other) => areNear(dash, other))) {
      return { contour, cut: true };
    }
    contour.push(dash);
    at = end;
    at = gap === 0 ? end : (advance(gap) ?? undefined);
  }
  return { contour, cut: false };
}

/** The last place of a segment that is so far from a point; null where the segment ends nearer to it. */
function onSegment(point: Place, from: Place, to: Place, far: number): Place | null {
  if (Math.hypot(to.x - point.x, to.y - point.y) < far) return null;
  const along = { x: to.x - from.x, y: to.y - from.y };
  const start = { x: from.x - point.x, y: from.y - point.y };
  const a = along.x ** 2 + along.y ** 2;
  const b = start.x * along.x + start.y * along.y;
  const c = start.x ** 2 + start.y ** 2 - far ** 2;
  const part = (-b + Math.sqrt(Math.max(0, b * b - a * c))) / a;
  return { x: from.x + part * along.x, y: from.y + part * along.y };
}

/** Looks at five places of each: dashes are short. */
function areNear(a: Dash, b: Dash): boolean {
  const places = ({ fromX, fromY, toX, toY }: Dash): Place[] =>
    [0, 0.25, 0.5, 0.75, 1].map((part) => ({ x: fromX + part * (toX - fromX), y: fromY + part * (toY - fromY) }));
  return places(a).some((one) => places(b).some((other) => Math.hypot(one.x - other.x, one.y - other.y) < apart));
}

/** An end of a contour that may be marked, and of which one. */
export interface ContourTip extends Tip {
  readonly contour: number;
}

/** Both ends of every contour. */
export function tipsOf(contours: readonly Contour[]): ContourTip[] {
  return contours.flatMap((dashes, contour) => {
    const [first, last] = [dashes[0]!, dashes.at(-1)!];
    return [
      tip(contour, { x: first.toX, y: first.toY }, { x: first.fromX, y: first.fromY }),
      tip(contour, { x: last.fromX, y: last.fromY }, { x: last.toX, y: last.toY }),
    ];
  });
}

function tip(contour: number, from: Place, end: Place): ContourTip {
  const far = Math.hypot(end.x - from.x, end.y - from.y);
  return { contour, x: end.x, y: end.y, outX: (end.x - from.x) / far, outY: (end.y - from.y) / far };
}

/** The end that is nearest to a place; null where there is no contour. */
export function nearestTip(contours: readonly Contour[], { x, y }: Place): ContourTip | null {
  const far = (one: Tip): number => Math.hypot(one.x - x, one.y - y);
  return tipsOf(contours).reduce<ContourTip | null>((best, one) => (best && far(best) <= far(one) ? best : one), null);
}

/** Marks an end: of two that are marked already, the one that was marked first is given up. One that is marked is left. */
export function marked(markers: readonly ContourTip[], tip: ContourTip): readonly ContourTip[] {
  const others = markers.filter((one) => one.x !== tip.x || one.y !== tip.y);
  return others.length < markers.length ? others : [...markers, tip].slice(-2);
}

/** Whether two marked ends are of one contour; null where there are not two. */
export function labelOf(markers: readonly ContourTip[]): 0 | 1 | null {
  if (markers.length !== 2) return null;
  return markers[0]!.contour === markers[1]!.contour ? 1 : 0;
}

export const pairOf = (markers: readonly Tip[]): TipPair | null =>
  markers.length === 2 ? [markers[0]!, markers[1]!] : null;
