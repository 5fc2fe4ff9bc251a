import { DASH_LENGTH } from '../contours.ts';
import { EXACT } from './exact.ts';
import { isMuchTheSame } from './fewest.ts';
import { fitDash } from './fit.ts';
import type { Seen } from './fit.ts';
import { lightOf } from './light.ts';
import type { Placed } from './light.ts';

const ROUNDS = 3;
/** Middles of dashes that may give to the same pixels are nearer. */
const OVERLAP = DASH_LENGTH + 2;
/** A dash that lies over others has one of them as near. */
const OVER_ANOTHER = 2.2;

/** Fits each dash with the light of the others around it. */
export function refitted(size: number, seen: Seen, dashes: readonly Placed[]): Placed[] {
  return dashes.map((dash) => fitDash(size, seen, dash, lightAround(size, dashes, dash)));
}

/** The light of the dashes around one, though not of those that lie over it. */
export function lightAround(size: number, dashes: readonly Placed[], dash: Placed): Float32Array {
  return lightOf(
    size,
    dashes.filter((other) => isNear(dash, other, OVERLAP) && !isMuchTheSame(dash, other)),
  );
}

/** The dashes without those that are not needed once the dashes around them are fitted anew. */
export function simplest(size: number, seen: Seen, dashes: readonly Placed[]): Placed[] {
  let best = [...dashes];
  let open = differing(size, seen, best).length;
  for (const one of dashes) {
    const others = best.filter((other) => other !== one);
    if (!others.some((other) => isNear(one, other, OVER_ANOTHER))) continue;
    const far = others.filter((other) => !isNear(one, other, OVERLAP));
    const near = others.filter((other) => isNear(one, other, OVERLAP));
    for (let round = 0; round < ROUNDS; round++) {
      for (const [index, dash] of near.entries()) {
        const around = [...near, ...far].filter((other) => other !== dash && isNear(dash, other, OVERLAP));
        near[index] = fitDash(size, seen, dash, lightOf(size, around));
      }
      const left = differing(size, seen, [...far, ...near]).length;
      if (left > open) continue;
      best = [...far, ...near];
      open = left;
      break;
    }
  }
  return best;
}

/** Pixels that are not as they would be with these dashes. */
export function differing(size: number, seen: Seen, dashes: readonly Placed[]): number[] {
  const light = lightOf(size, dashes);
  return [...seen.keys()].filter((index) => Math.abs(seen[index]! - light[index]!) > EXACT);
}

function isNear(a: Placed, b: Placed, reach: number): boolean {
  return Math.hypot(a.x - b.x, a.y - b.y) < reach;
}
