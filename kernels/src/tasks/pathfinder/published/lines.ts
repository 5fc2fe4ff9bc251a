import type { Dash } from '../segments.ts';
import { tipsOf } from '../tips.ts';
import type { Tips } from '../tips.ts';
import type { DrawnDash, Snake } from './growth.ts';
import type { PublishedParameters } from './parameters.ts';

/** The line of a dash, from the contour's beginning to its end; the middle of a pixel is half a pixel from its corner. */
export function lineOf({ at, direction, backwards }: DrawnDash, length: number): Dash {
  const [x, y] = [at.x + 0.5, at.y + 0.5];
  const [otherX, otherY] = [x + length * Math.cos(direction), y + length * Math.sin(direction)];
  return backwards
    ? { fromX: otherX, fromY: otherY, toX: x, toY: y }
    : { fromX: x, fromY: y, toX: otherX, toY: otherY };
}

export function linesOf(snake: Snake, { dashLength }: PublishedParameters): Dash[] {
  return snake.dashes.map((dash) => lineOf(dash, dashLength));
}

export const endsOf = (snake: Snake, parameters: PublishedParameters): Tips => tipsOf(linesOf(snake, parameters));
