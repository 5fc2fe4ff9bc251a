import type { Place } from '@vla/kernels/tasks';

/** Where a picture’s pixel stands among the tokens, which are its rows one after the other. */
export function tokenAt({ x, y }: Place, size: number): number {
  const pixel = (place: number): number => Math.min(size - 1, Math.max(0, Math.floor(place)));
  return pixel(y) * size + pixel(x);
}

/** The tokens of two places, the earlier one first, and how far they are from each other. */
export interface TokenPair {
  readonly from: number;
  readonly to: number;
  readonly distance: number;
}

export function tokenPair([a, b]: readonly [Place, Place], size: number): TokenPair {
  const [from, to] = [tokenAt(a, size), tokenAt(b, size)].sort((one, other) => one - other) as [number, number];
  return { from, to, distance: to - from };
}
