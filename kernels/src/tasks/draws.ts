import type { Random } from '../random.ts';

/** `count` different integers from first, …, first + size − 1 in random order, all selections equally likely. */
export function drawDistinct(random: Random, count: number, { first, size }: TokenRange): number[] {
  // Fisher–Yates, keeping only the places that were swapped: the range may be much larger than the count.
  const swapped = new Map<number, number>();
  return Array.from({ length: count }, (_, i) => {
    const j = i + random.integer(size - i);
    const drawn = swapped.get(j) ?? j;
    swapped.set(j, swapped.get(i) ?? i);
    return first + drawn;
  });
}

/** `count` different indices of `weights`, each draw with probability proportional to the weights still there. */
export function drawWeighted(random: Random, count: number, weights: readonly number[]): number[] {
  const left = [...weights];
  return Array.from({ length: count }, () => {
    const total = left.reduce((sum, weight) => sum + weight, 0);
    let rest = random.uniform(0, total);
    let index = -1;
    // Should rounding leave a rest after the last weight, the last weight it is.
    for (let i = 0; i < left.length && rest >= 0; i++) {
      if (left[i] === 0) continue;
      index = i;
      rest -= left[i];
    }
    left[index] = 0;
    return index;
  });
}

/** Consecutive tokens that play one part. */
export interface TokenRange {
  readonly first: number;
  readonly size: number;
}

export function drawToken(random: Random, { first, size }: TokenRange): number {
  return first + random.integer(size);
}
