import { DASH_LENGTH } from '../contours.ts';
import { DASH_LEVEL } from '../picture.ts';
import type { Dash } from '../segments.ts';

/** A dash by its middle and its direction (radians), which may be either way. */
export interface Placed {
  readonly x: number;
  readonly y: number;
  readonly direction: number;
}

/** A pixel's light from a dash, with its slopes: by how much it grows with the dash's x, y and direction. */
export interface Light {
  level: number;
  slopeX: number;
  slopeY: number;
  slopeDirection: number;
}

const HALF = DASH_LENGTH / 2;

/**
 * What a dash gives to the pixels around it, in levels that are not rounded, with slopes.
 *
 * @param visit gets each pixel's index, in rows from above, and its light, which is valid until the next call
 */
export function shine(size: number, { x, y, direction }: Placed, visit: (index: number, light: Light) => void): void {
  const cosine = Math.cos(direction);
  const sine = Math.sin(direction);
  const reachX = HALF * Math.abs(cosine) + 1;
  const reachY = HALF * Math.abs(sine) + 1;
  const lastRow = Math.min(size - 1, Math.floor(y + reachY));
  const firstColumn = Math.max(0, Math.floor(x - reachX));
  const lastColumn = Math.min(size - 1, Math.floor(x + reachX));
  for (let row = Math.max(0, Math.floor(y - reachY)); row <= lastRow; row++)
    for (let column = firstColumn; column <= lastColumn; column++) {
      const dx = column + 0.5 - x;
      const dy = row + 0.5 - y;
      const along = dx * cosine + dy * sine;
      const aside = dy * cosine - dx * sine;
      const past = Math.max(0, Math.abs(along) - HALF) * Math.sign(along);
      const squared = past * past + aside * aside;
      if (squared >= 1) continue;
      const distance = Math.sqrt(squared);
      const slope = distance > 0 ? -DASH_LEVEL / distance : 0;
      light.level = DASH_LEVEL * (1 - distance);
      light.slopeX = slope * (aside * sine - past * cosine);
      light.slopeY = slope * (-aside * cosine - past * sine);
      light.slopeDirection = slope * aside * (past - along);
      visit(row * size + column, light);
    }
}

const light: Light = { level: 0, slopeX: 0, slopeY: 0, slopeDirection: 0 };

/** What dashes give together to each pixel: where they overlap the brightest is seen. */
export function lightOf(size: number, dashes: Iterable<Placed>): Float32Array {
  const levels = new Float32Array(size * size);
  for (const dash of dashes) shine(size, dash, (index, { level }) => (levels[index] = Math.max(levels[index]!, level)));
  return levels;
}

export function dashOf({ x, y, direction }: Placed): Dash {
  const alongX = HALF * Math.cos(direction);
  const alongY = HALF * Math.sin(direction);
  return { fromX: x - alongX, fromY: y - alongY, toX: x + alongX, toY: y + alongY };
}
