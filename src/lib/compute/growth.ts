/** Values along a sequence: `values[i]` was taken after `steps[i]` steps. Steps ascend; values are positive. */
export interface Course {
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

/**
 * The p with which the last tenfold of the sequence grew as tᵖ: 0 is level, 1/2 the growth of a sum of independent
 * terms, 1 growth in proportion. It is taken from the last value and the one nearest to a tenth of its step.
 */
export function lateGrowth({ steps, values }: Course): number {
  const last = steps.length - 1;
  const distances = steps.map((step) => Math.abs(Math.log(step / (steps[last] / 10))));
  const early = distances.indexOf(Math.min(...distances));
  return Math.log(values[last] / values[early]) / Math.log(steps[last] / steps[early]);
}

/** Largest value over the first. */
export function riseOverStart({ values }: Course): number {
  return Math.max(...values) / values[0];
}
