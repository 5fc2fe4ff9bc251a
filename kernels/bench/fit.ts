/** y ≈ factor · xᵉˣᵖᵒⁿᵉⁿᵗ, by least squares on the logarithms. */
export interface PowerLaw {
  readonly exponent: number;
  readonly factor: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** @throws RangeError for fewer than two different x, or numbers that have no logarithm */
export function fitPowerLaw(points: readonly Point[]): PowerLaw {
  if (points.some(({ x, y }) => !(x > 0 && y > 0))) throw new RangeError('a power law needs positive numbers');
  const logs = points.map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }));
  const mean = (pick: (point: Point) => number): number =>
    logs.reduce((sum, point) => sum + pick(point), 0) / logs.length;
  const [meanX, meanY] = [mean(({ x }) => x), mean(({ y }) => y)];
  const spread = mean(({ x }) => (x - meanX) ** 2);
  if (!(spread > 0)) throw new RangeError('a power law needs two different x');
  const exponent = mean(({ x, y }) => (x - meanX) * (y - meanY)) / spread;
  return { exponent, factor: Math.exp(meanY - exponent * meanX) };
}

/**
 * Where a falling ratio of two times meets 1, by straight lines between neighbours on logarithmic axes. Null where it
 * never gets there; the first x where it is there from the beginning.
 *
 * @param points ratio `y` at `x`, in the order of x
 */
export function crossover(points: readonly Point[]): number | null {
  const index = points.findIndex(({ y }, at) => y <= 1 && points.slice(at).every((later) => later.y <= 1));
  if (index < 0) return null;
  const after = points[index]!;
  const before = points[index - 1];
  if (!before) return after.x;
  const share = Math.log(before.y) / (Math.log(before.y) - Math.log(after.y));
  return Math.exp(Math.log(before.x) + share * (Math.log(after.x) - Math.log(before.x)));
}
