import { goalIdOf, goalIn, meets } from './goals.ts';
import type { GoalName } from './goals.ts';
import type { Lane } from './lane.ts';
import type { Quantiles } from './quantiles.ts';
import type { Compared } from './compare.ts';
import type { BenchRow, OutputCheck, Shape, Side } from './types.ts';

export interface RowParts {
  readonly lane: Lane;
  /** Name in goals.ts, or null. */
  readonly goal: GoalName | null;
  readonly title: string;
  readonly shape: Shape;
  readonly unit: string;
  readonly value: Quantiles | null;
  readonly samples: number;
  readonly sides?: readonly Side[];
  readonly check?: OutputCheck | null;
  readonly note?: string | null;
}

/** A row with its bounds. What was not measured, or failed its check, meets none. */
export function rowOf(parts: RowParts): BenchRow {
  const { lane, goal, title, shape, unit, value, samples, sides = [], check = null, note = null } = parts;
  const { must, reach } = goal === null ? { must: null, reach: null } : goalIn(goal, lane);
  const checked = value !== null && (check === null || check.ok) ? value : null;
  return {
    goal: goal === null ? null : goalIdOf(goal),
    lane,
    title,
    shape,
    sides,
    unit,
    median: checked?.median ?? null,
    p10: checked?.p10 ?? null,
    p90: checked?.p90 ?? null,
    samples,
    check,
    must,
    reach,
    met: must && (checked === null ? false : meets(checked.median, must)),
    reached: reach && (checked === null ? false : meets(checked.median, reach)),
    note,
  };
}

/** The ratio of two times as a row. */
export function ratioRow(
  parts: Pick<RowParts, 'lane' | 'goal' | 'title' | 'shape' | 'note'>,
  { check, times, sides }: Compared,
): BenchRow {
  const value = times?.ratio ?? null;
  return rowOf({ ...parts, unit: 'times', value, samples: times?.pairs ?? 0, sides, check });
}

/** A single number that is not a matter of chance. */
export function exactly(value: number): Quantiles {
  return { median: value, p10: value, p90: value };
}
