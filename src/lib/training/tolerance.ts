import { mean } from '../compute/statistics.ts';

/**
 * What agrees with the mean of some recorded runs: whatever lies no farther from it than the farthest of them, and a
 * little more, because another device rounds otherwise and training makes that grow. So a run that is repeated alone is
 * within, also where its record is of two minds, as when one run of five has not learned the task.
 */
export function withinRuns(runs: readonly number[], more: number): { relative: number; absolute: number } {
  const centre = mean(runs);
  return { relative: 0, absolute: more + Math.max(...runs.map((value) => Math.abs(value - centre))) };
}
