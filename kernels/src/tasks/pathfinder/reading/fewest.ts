import type { Seen } from './fit.ts';
import type { Placed } from './light.ts';

/** Levels that are clearly a dash's: what is fainter may be explained by chance, and need not be. */
const CLEAR = 32;

/** A dash that fits, with the pixels that have their level from it. */
export interface Fitted {
  readonly dash: Placed;
  readonly explains: readonly number[];
}

/**
 * Leaves out dashes, as long as the others explain all that is clearly a dash's. Where several lie over each other, one that
 * explains enough without the rest of them is kept; otherwise those that explain least are left out first.
 */
export function fewest(seen: Seen, fitted: readonly Fitted[]): Placed[] {
  const times = new Uint16Array(seen.length);
  const count = (dashes: Iterable<Fitted>, by: number): void => {
    for (const { explains } of dashes) for (const index of explains) times[index]! += by;
  };
  const isExplainedWithout = (dashes: Iterable<Fitted>): boolean => {
    for (const { explains } of dashes)
      for (const index of explains) if (times[index] === 0 && seen[index]! > CLEAR) return false;
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
  return [...left].map(({ dash }) => dash);
}

/** Whether two dashes are too near to each other for both to be there. */
export function isMuchTheSame(a: Placed, b: Placed): boolean {
  return Math.hypot(a.x - b.x, a.y - b.y) < 1.2 && Math.abs(Math.sin(a.direction - b.direction)) < 0.5;
}
