import type { Dash } from './segments.ts';

/**
 * Whether one of two dashes begins `gap` after an end of the other, in its own direction: either may be the first, and each may lead either way.
 *
 * @param off how far it may be from there
 */
export function follow(a: Dash, b: Dash, gap: number, off: number): boolean {
  return ends(a).some((end) => ends(b).some((start) => begins(start, end, gap, off) || begins(end, start, gap, off)));
}

/** An end of a dash, with the unit vector into the dash. */
interface End {
  readonly x: number;
  readonly y: number;
  readonly inX: number;
  readonly inY: number;
}

function ends({ fromX, fromY, toX, toY }: Dash): [End, End] {
  const length = Math.hypot(toX - fromX, toY - fromY);
  const inX = (toX - fromX) / length;
  const inY = (toY - fromY) / length;
  return [
    { x: fromX, y: fromY, inX, inY },
    { x: toX, y: toY, inX: -inX, inY: -inY },
  ];
}

/** Whether a dash that starts with `next` was begun from `last`. */
function begins(next: End, last: End, gap: number, off: number): boolean {
  return Math.hypot(next.x - gap * next.inX - last.x, next.y - gap * next.inY - last.y) < off;
}
