export interface Quantiles {
  readonly median: number;
  readonly p10: number;
  readonly p90: number;
}

/** The value below which a share `p` of the numbers lies, interpolated between neighbours. */
export function quantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = p * (sorted.length - 1);
  const below = Math.floor(position);
  const next = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return sorted[below]! + (position - below) * (next - sorted[below]!);
}

export function quantilesOf(values: readonly number[]): Quantiles {
  return { median: quantile(values, 0.5), p10: quantile(values, 0.1), p90: quantile(values, 0.9) };
}

export function medianOf(values: readonly number[]): number {
  return quantile(values, 0.5);
}
