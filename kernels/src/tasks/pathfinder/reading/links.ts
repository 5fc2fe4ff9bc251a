import { APART } from '../contours.ts';
import { follow } from '../follow.ts';
import { nearerThan } from '../segments.ts';
import type { Dash } from '../segments.ts';

/** Dashes that are nearer follow each other, since others are two pixels apart. */
const CLOSE = 0.75 * APART;
/** How far the end of one dash may be from where the next one's direction says that it is. */
const OFF = 0.14;

/**
 * Which dashes follow each other, by their indices: those that are clearly nearer than others may be. Where gaps are too wide for that, a dash
 * must begin `gap` after the end of the one before, in its own direction.
 */
export function linksOf(dashes: readonly Dash[], gap: number): number[][] {
  const links: number[][] = dashes.map(() => []);
  for (const [index, dash] of dashes.entries())
    for (let before = 0; before < index; before++) {
      if (!nearerThan(CLOSE, dash, dashes[before]!) && !(gap > CLOSE - OFF && follow(dash, dashes[before]!, gap, OFF)))
        continue;
      links[index]!.push(before);
      links[before]!.push(index);
    }
  return links;
}

/** The shortest way from one dash to another along the links; without the other one, or where it is not reached, all that is reached. */
export function walk(
  links: readonly (readonly number[])[],
  from: number,
  to: number,
): { path: number[]; arrived: boolean } {
  const before = new Map<number, number | null>([[from, null]]);
  for (const index of before.keys()) for (const next of links[index]!) if (!before.has(next)) before.set(next, index);
  if (!before.has(to)) return { path: [...before.keys()], arrived: false };
  const path: number[] = [];
  for (let index: number | null = to; index !== null; index = before.get(index) ?? null) path.unshift(index);
  return { path, arrived: true };
}
