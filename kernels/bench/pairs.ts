/** Quantiles of the ratios baseline/candidate of interleaved runs, and the medians of both sides in milliseconds. */
export interface PairedTimes {
  readonly pairs: number;
  readonly ratio: { readonly median: number; readonly p10: number; readonly p90: number };
  readonly baselineMilliseconds: number;
  readonly candidateMilliseconds: number;
}

/** The value below which a share `p` of the numbers lies, interpolated between neighbours. */
export function quantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = p * (sorted.length - 1);
  const below = Math.floor(position);
  const next = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return sorted[below]! + (position - below) * (next - sorted[below]!);
}

/**
 * Times two computations in turn, `pairs` times each, after one run of each that warms up. Absolute times drift on a
 * busy machine; the ratio of neighbours drifts less.
 */
export async function timePairs(args: {
  readonly baseline: () => Promise<unknown>;
  readonly candidate: () => Promise<unknown>;
  readonly pairs: number;
}): Promise<PairedTimes> {
  const { baseline, candidate, pairs } = args;
  const measure = async (work: () => Promise<unknown>): Promise<number> => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
  await baseline();
  await candidate();
  const times: { baseline: number; candidate: number }[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    times.push({ baseline: await measure(baseline), candidate: await measure(candidate) });
  }
  const ratios = times.map((time) => time.baseline / time.candidate);
  return {
    pairs,
    ratio: { median: quantile(ratios, 0.5), p10: quantile(ratios, 0.1), p90: quantile(ratios, 0.9) },
    baselineMilliseconds: quantile(
      times.map((time) => time.baseline),
      0.5,
    ),
    candidateMilliseconds: quantile(
      times.map((time) => time.candidate),
      0.5,
    ),
  };
}
