import { shine } from './light.ts';
import type { Placed } from './light.ts';

/** Grey levels, from which those of markers may have been taken away. */
export type Seen = Uint8Array | Float32Array;

/** Differences in levels from which on a pixel that is brighter than the dash is taken to be another's: rough at first, then finer. */
const TRUST = [60, 60, 60, 30, 30, 15, 15, 8, 4, 2, 1, 1, 1];
/** What is left of a pixel that another dash explains. */
const EXPLAINED = 3;
/** Steps are no longer than this, in pixels and radians. */
const LONGEST = 0.25;

/**
 * Moves and turns a dash until what it gives is what is seen. The picture is nowhere darker than any of its dashes, so too much light is a fault wherever
 * it falls; a pixel that is brighter than the dash may have its light from another one or from a marker, and counts the less the
 * brighter it is. (Gauss and Newton's method, with Tukey's kind of weights.)
 */
export function fitDash(size: number, levels: Seen, start: Placed, others?: Float32Array): Placed {
  let { x, y, direction } = start;
  for (const trust of TRUST) {
    // The normal equations: a symmetric matrix of six, and the right-hand side.
    let [xx, xy, xd, yy, yd, dd, bx, by, bd] = [1, 0, 0, 1, 0, 1, 0, 0, 0];
    shine(size, { x, y, direction }, (index, { level, slopeX, slopeY, slopeDirection }) => {
      const more = levels[index]! - level;
      if (more > 0 && others && others[index]! >= levels[index]! - EXPLAINED) return;
      const weight = trustIn(more, trust);
      xx += weight * slopeX * slopeX;
      xy += weight * slopeX * slopeY;
      xd += weight * slopeX * slopeDirection;
      yy += weight * slopeY * slopeY;
      yd += weight * slopeY * slopeDirection;
      dd += weight * slopeDirection * slopeDirection;
      bx += weight * slopeX * more;
      by += weight * slopeY * more;
      bd += weight * slopeDirection * more;
    });
    const [stepX, stepY, stepDirection] = solve(xx, xy, xd, yy, yd, dd, bx, by, bd);
    const length = Math.max(Math.abs(stepX), Math.abs(stepY), Math.abs(stepDirection));
    const part = Math.min(1, LONGEST / length);
    x += part * stepX;
    y += part * stepY;
    direction += part * stepDirection;
    if (length < 1e-4 && trust === TRUST.at(-1)) break;
  }
  return { x, y, direction };
}

/** How much a pixel counts that is brighter, or darker, than what is fitted to it. */
export const trustIn = (more: number, trust: number): number => (more > 0 ? 1 / (1 + (more / trust) ** 2) ** 2 : 1);

/** Solves a symmetric system of three equations, which is positive definite, by Cholesky's method. */
function solve(
  xx: number,
  xy: number,
  xd: number,
  yy: number,
  yd: number,
  dd: number,
  bx: number,
  by: number,
  bd: number,
): [number, number, number] {
  const l11 = Math.sqrt(xx);
  const l21 = xy / l11;
  const l31 = xd / l11;
  const l22 = Math.sqrt(yy - l21 * l21);
  const l32 = (yd - l31 * l21) / l22;
  const l33 = Math.sqrt(dd - l31 * l31 - l32 * l32);
  const z1 = bx / l11;
  const z2 = (by - l21 * z1) / l22;
  const z3 = (bd - l31 * z1 - l32 * z2) / l33;
  const d = z3 / l33;
  const y = (z2 - l32 * d) / l22;
  return [(z1 - l21 * y - l31 * d) / l11, y, d];
}
