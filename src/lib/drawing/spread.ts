/**
 * Positions near the wanted ones, in their order, at least `gap` apart and inside [low, high] where that is possible.
 */
export function spread(wanted: readonly number[], gap: number, low: number, high: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b]);
  const placed = [...wanted];
  let edge = low;
  for (const i of order) {
    placed[i] = Math.max(placed[i], edge);
    edge = placed[i] + gap;
  }
  edge = high;
  for (const i of order.reverse()) {
    placed[i] = Math.min(placed[i], edge);
    edge = placed[i] - gap;
  }
  return placed;
}
