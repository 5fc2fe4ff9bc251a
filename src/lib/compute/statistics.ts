/** Mean of at least one number. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample standard deviation (n − 1); 0 for a single value. */
export function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

export interface Summary {
  readonly mean: number;
  /** Standard deviation over seeds. */
  readonly deviation: number;
}

export function summary(values: readonly number[]): Summary {
  return { mean: mean(values), deviation: deviation(values) };
}

/** The q-quantile (0…1) of numbers in ascending order, interpolated linearly. */
export function quantile(ascending: readonly number[], q: number): number {
  const position = q * (ascending.length - 1);
  const below = Math.floor(position);
  const above = Math.min(ascending.length - 1, below + 1);
  return ascending[below] + (position - below) * (ascending[above] - ascending[below]);
}
